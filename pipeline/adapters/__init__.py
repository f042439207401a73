"""Where third parties are met: engines, analyzers, file formats. The only importers of their libraries."""
