"""Where the end of a line may break a long word.

Browsers break a word that has no room at any letter. A name or an address reads better
broken behind one of its parts.
"""

import re

# Behind a slash, an opening bracket, a comma or an equals sign, in words so long.
PLACE = re.compile(r"(?<=[^\s/]/|\w[(=]|\)=|\S,)(?=[^\s/),\d])")
PLACED = 20
NAME = re.compile(r"[\w.]{16,}")
# Behind a dot or an underscore, and before a capital letter, but not in `127.0.0.1`.
PART = re.compile(
    r"(?<=[^\W_]_)(?=[^\W_])|(?<=[^\W_]\.)(?!py\b)(?=[^\W\d_])|(?<=[a-z])(?=[A-Z])"
)


def breakable(text: str, longest: int, mark: str = "<wbr>") -> str:
    """Mark the places where a long word may be broken; copying leaves the marks out.

    Args:
        text: HTML without tags.
        longest: Words of fewer characters stay whole.
        mark: The element that marks the places.
    """

    def of_name(name: re.Match[str]) -> str:
        return PART.sub(mark, name[0])

    def of_word(word: re.Match[str]) -> str:
        broken = PLACE.sub(mark, word[0]) if len(word[0]) >= PLACED else word[0]
        return NAME.sub(of_name, broken)

    return re.sub(rf"\S{{{longest},}}", of_word, text)
