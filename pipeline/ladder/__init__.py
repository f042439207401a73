"""The rungs of the ladder (see ``pipeline.enforce``), one a module; ``jobs`` holds what climbs it."""
