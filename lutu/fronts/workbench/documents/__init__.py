"""Files of records (文件): the list on a record's page, uploading, downloading, removing."""
