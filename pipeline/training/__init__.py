"""taiyaku's own translation model: corpus, term annotation, training, export, evaluation.

``commands`` holds what the command line calls. Importing this package, ``commands`` or ``recipe`` loads neither torch
nor numpy; the modules that need them (``network``, ``loss``, ``batches``, ``trainer``, ``export``) are imported when a
command runs. This package is an edge, like ``adapters``: it alone may import torch and sacreBLEU.
"""
