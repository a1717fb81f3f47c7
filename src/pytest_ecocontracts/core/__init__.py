"""The pure core: plain data in, plain data out; never imports pytest, pluggy or an adapter."""
