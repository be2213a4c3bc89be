"""规则、参数: what a policy can change is data. Today: dated parameters with source, 默认值 and 待核 marks.

Noun: `Parameter` (参数). Start reading at `queries.py`.
"""
