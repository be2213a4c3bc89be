"""The permissions of figures."""

READ = "indicators.indicator.read"
WRITE = "indicators.indicator.write"
SIGN = "indicators.indicator.sign"
CLOSE = "indicators.period.close"
PUBLICATION_WRITE = "indicators.publication.write"
PUBLICATION_SIGN = "indicators.publication.sign"
