"""后台作业: long work with progress, cancelling and a result that stays; and the heartbeats of the processes.

Nouns: `Job` (作业), `Heartbeat` (心跳). A package declares a handler, a front dispatches the job to whoever runs it.
Start reading at `actions.py`.
"""
