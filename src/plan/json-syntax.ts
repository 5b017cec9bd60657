import { printParseErrorCode } from "jsonc-parser";
import type { ParseError } from "jsonc-parser";

import { errorAt, textAt } from "./finding.ts";
import type { Finding } from "./finding.ts";

type ErrorName = ReturnType<typeof printParseErrorCode>;

/** What the parser's first error means, and what to do about it; the later ones are mostly its echo. */
const MEANINGS: Readonly<Record<ErrorName, readonly [message: string, hint: string]>> = {
  InvalidSymbol: ["this is no JSON value", "Put keys and strings in double quotes."],
  InvalidNumberFormat: ["this is no JSON number", "Write digits with at most one decimal point."],
  PropertyNameExpected: ["a key is missing here", "Write a key in double quotes."],
  ValueExpected: ["a value is missing here", "Write a value, or remove the key."],
  ColonExpected: ["a colon is missing before this", "Write a colon between key and value."],
  CommaExpected: ["a comma is missing before this", "Add a comma."],
  CloseBraceExpected: ["an object is not closed", "Add the missing }."],
  CloseBracketExpected: ["a list is not closed", "Add the missing ]."],
  EndOfFileExpected: [
    "there is more text after the end of the value",
    "Put several workstreams into one list: [{...}, {...}].",
  ],
  InvalidCommentToken: ["this is no comment", "Start a comment with //."],
  UnexpectedEndOfComment: ["a comment is not closed", "Add the missing */."],
  UnexpectedEndOfString: [
    "a string is not closed on its line",
    "Close it with a double quote; write \\n for a new line.",
  ],
  UnexpectedEndOfNumber: ["this is no JSON number", "Write digits with at most one decimal point."],
  InvalidUnicode: ["the string has a broken \\u escape", "Write \\u and four hexadecimal digits."],
  InvalidEscapeCharacter: ["the string has an unknown escape", "Write a backslash as \\\\; in paths write / instead."],
  InvalidCharacter: ["the string holds a control character", "Write it as an escape, such as \\t."],
  "<unknown ParseErrorCode>": ["this is no JSON", "Check the file with a JSON editor."],
};

export function jsonSyntaxError(error: ParseError, text: string): Finding {
  const [message, hint] = MEANINGS[printParseErrorCode(error.error)];
  // At the end of the file the parser points behind the last character, often on an empty line.
  const end = text.trimEnd().length;
  const at = error.offset >= end ? textAt(Math.max(0, end - 1), 1) : textAt(error.offset, error.length);
  return errorAt("syntax", at, message, hint);
}
