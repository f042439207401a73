"""taiyaku's pipeline: documents → segments → terms → offline MT → aligned files. Import what you need from its modules:

``model`` (values), ``ports`` (where engines plug in), ``segment``, ``enforce``, ``checks``, ``merge``, ``render``, and the
real engines and stores in ``adapters``. Nothing is loaded by importing the package.
"""
