"""How anything is shown: page patterns, components, tokens, the request clock; knows no domain word.

Nouns: `ListSpec` (列表页), `Entry` (导航项), `SavedView` (常用视图), home panel (首页栏目), `MapView` (地图). Start
reading at `lists/spec.py` for list pages, `navigation.py` for menus and doors, `templates/web/base.html` for the frame
around every page.
"""
