"""我的消息、发件箱、公示与异议: what the workbench shows of kernel/notices. Start reading at `urls.py`."""
