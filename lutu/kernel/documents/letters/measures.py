"""The measures of GB/T 9704-2012, in millimetres and points, and what follows from them.

Marked 待核 in the design and taken from the standard's text as commonly printed: the red rule 4 mm under the number,
the rules of the foot (0.35 and 0.25 mm), and the page number 7 mm under the type area.
"""

POINTS_A_MM = 72 / 25.4

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0
TYPE_WIDTH_MM = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
TYPE_HEIGHT_MM = PAGE_HEIGHT_MM - TOP_MM - BOTTOM_MM
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28

# 字号: 初号 and so on have no place here; these are the sizes the standard names.
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5 = 22.0, 16.0, 14.0, 12.0, 10.5

# 225 mm / 22 = 28.99 pt; a line of 28.95 pt leaves the rounding of Word's twentieths of a point inside the type area.
LINE_PITCH_PT = 28.95
CHARACTER_PITCH_PT = TYPE_WIDTH_MM * POINTS_A_MM / CHARACTERS_A_LINE
NOTE_PITCH_PT = 20.0
FOOT_PITCH_PT = 22.0

MARK_TOP_MM = 35.0
LARGEST_MARK_PT, SMALLEST_MARK_PT = 48.0, 24.0
RED_RULE_GAP_MM, RED_RULE_MM = 4.0, 0.5
OUTER_RULE_MM, INNER_RULE_MM = 0.35, 0.25
PAGE_NUMBER_GAP_MM = 7.0
DATE_IN_CHARACTERS = 4
TITLE_CHARACTERS = 19


def points(mm: float) -> float:
    """Millimetres as points."""
    return mm * POINTS_A_MM
