"""Thin adapters, one file a host: `repair` as a step in the pipelines of other packages.

Each needs its package, which the extra of the same name brings: `pip install "repair[scrapy]"`.
"""
