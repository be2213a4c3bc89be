"""文书: files that belong to records (文件), and letters set as Word and PDF (公文).

A file follows its subject: whoever may not see the record does not see that the file exists. Start reading at
`actions.py` for files, at `letters/letter.py` for letters.
"""
