"""``python -m pipeline`` is ``taiyaku``."""

import sys

from .cli import main

sys.exit(main())
