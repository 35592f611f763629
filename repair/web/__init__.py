"""A page to try it on, served to this machine alone: text goes in, the marked result comes out.

May import the repairer and what lies below; needs Starlette and uvicorn, the extra `web`.
"""
