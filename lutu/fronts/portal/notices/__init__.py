"""公示与异议 on the portal: what is shown before it takes effect, objecting, and looking an answer up.

Start reading at `urls.py`.
"""
