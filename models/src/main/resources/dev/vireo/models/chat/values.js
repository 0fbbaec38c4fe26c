// Values as Python has them: how they print, compare and become JSON. The library's own ways
// differ from Python's without a word; here whatever is not known to be as in Python is refused.
//
// These files say let where const is meant: in Rhino a const in a loop keeps its first value.
"use strict";

const PY = {};

(function () {
  let J = JINJA;
  let LONGEST_TEXT = 16000000;
  let LONGEST_LIST = 1000000;

  // An error whose kind says whose fault it is: "unsupported" (ours), "wrong" (Python would raise
  // too), "raised" (the template says so), "limit", "clock".
  function fault(kind, message) {
    let error = new Error(message);
    error.kind = kind;
    return error;
  }

  let NAMES = {
    IntegerValue: "int",
    FloatValue: "float",
    StringValue: "str",
    BooleanValue: "bool",
    ObjectValue: "dict",
    ArrayValue: "list",
    TupleValue: "tuple",
    NullValue: "None",
    UndefinedValue: "undefined",
    FunctionValue: "function",
    NamespaceValue: "namespace",
  };

  let nameOf = (value) => value.lazy || NAMES[value.type] || value.type;
  let is = (value, type) => value instanceof J[type];
  let isNumber = (v) => is(v, "IntegerValue") || is(v, "FloatValue") || is(v, "BooleanValue");

  function bounded(value) {
    if (is(value, "StringValue") && value.value.length > LONGEST_TEXT) {
      throw fault("limit", "a text of more than " + LONGEST_TEXT + " characters");
    }
    if (is(value, "ArrayValue") && value.value.length > LONGEST_LIST) {
      throw fault("limit", "a list of more than " + LONGEST_LIST + " elements");
    }
    return value;
  }

  function text(string) {
    return bounded(new J.StringValue(string));
  }

  // The length is known before memory is taken.
  function joined(parts, separator) {
    let length = separator.length * Math.max(0, parts.length - 1);
    for (let part of parts) {
      length += part.length;
    }
    if (length > LONGEST_TEXT) {
      throw fault("limit", "a text of more than " + LONGEST_TEXT + " characters");
    }
    return parts.join(separator);
  }

  // What filters such as map give: Python can walk it once and do nothing else with it.
  function generator(values) {
    let value = bounded(new J.ArrayValue(values));
    value.lazy = "generator";
    return value;
  }

  // dict.items() and its kin: Python can walk it and count it, not print or index it.
  function view(values) {
    let value = bounded(new J.ArrayValue(values));
    value.lazy = "view";
    return value;
  }

  function noMarkup(value) {
    if (value.markup) {
      throw fault("unsupported", "the filter 'safe' anywhere but at the end of what is printed");
    }
    return value;
  }

  function plainList(value, use) {
    if (value.lazy) {
      throw fault("unsupported", use + " of a " + value.lazy + "; put |list behind it");
    }
    return value;
  }

  function truth(value) {
    if (is(value, "ArrayValue")) {
      return value.lazy === "generator" ? plainList(value, "the truth") : value.value.length > 0;
    }
    if (is(value, "ObjectValue")) {
      return value.value.size > 0;
    }
    return is(value, "NamespaceValue") || is(value, "FunctionValue") || !!value.value;
  }

  function integer(number) {
    if (!Number.isSafeInteger(number)) {
      throw fault("unsupported", "a whole number beyond 2^53");
    }
    return new J.IntegerValue(number === 0 ? 0 : number);
  }

  // Python's repr of a float: the shortest digits, an exponent outside 1e-4 to 1e16.
  function floatText(number) {
    if (!Number.isFinite(number)) {
      return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    let parts = number.toExponential().split("e");
    let exponent = Number(parts[1]);
    if (number !== 0 && (exponent < -4 || exponent >= 16)) {
      let digits = String(Math.abs(exponent));
      return parts[0] + "e" + (exponent < 0 ? "-" : "+") + (digits.length < 2 ? "0" : "") + digits;
    }
    let plain = Object.is(number, -0) ? "-0" : String(number);
    return plain.includes(".") ? plain : plain + ".0";
  }

  function hex(code, width) {
    return code.toString(16).padStart(width, "0");
  }

  function quoted(string) {
    let quote = string.includes("'") && !string.includes('"') ? '"' : "'";
    let result = quote;
    for (let character of string) {
      let code = character.codePointAt(0);
      let short = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" }[code];
      if (short) {
        result += short;
      } else if (character === quote) {
        result += "\\" + quote;
      } else if (PRINTABLE(code)) {
        result += character;
      } else if (code < 0x100) {
        result += "\\x" + hex(code, 2);
      } else {
        result += code < 0x10000 ? "\\u" + hex(code, 4) : "\\U" + hex(code, 8);
      }
    }
    return result + quote;
  }

  function repr(value) {
    if (is(value, "StringValue")) {
      return quoted(noMarkup(value).value);
    }
    if (is(value, "UndefinedValue")) {
      return "Undefined";
    }
    return str(value);
  }

  // Python's str(): what is printed.
  function str(value) {
    if (is(value, "StringValue")) {
      return value.value;
    }
    if (is(value, "IntegerValue")) {
      return String(value.value);
    }
    if (is(value, "FloatValue")) {
      return floatText(value.value);
    }
    if (is(value, "BooleanValue")) {
      return value.value ? "True" : "False";
    }
    if (is(value, "NullValue")) {
      return "None";
    }
    if (is(value, "UndefinedValue")) {
      return "";
    }
    if (is(value, "TupleValue")) {
      let items = value.value.map(repr);
      return "(" + joined(items, ", ") + (items.length === 1 ? ",)" : ")");
    }
    if (is(value, "ArrayValue")) {
      return "[" + joined(plainList(value, "printing").value.map(repr), ", ") + "]";
    }
    if (is(value, "ObjectValue")) {
      let entries = Array.from(value.value.entries());
      let items = entries.map(([k, v]) => quoted(k) + ": " + repr(v));
      return "{" + joined(items, ", ") + "}";
    }
    throw fault("unsupported", "printing a " + nameOf(value));
  }

  function jsonText(string, ascii) {
    let result = '"';
    for (let i = 0; i < string.length; i++) {
      let code = string.charCodeAt(i);
      let short = { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\" };
      if (short[code]) {
        result += short[code];
      } else {
        let escaped = code < 32 || (ascii && code > 126);
        result += escaped ? "\\u" + hex(code, 4) : string[i];
      }
    }
    return result + '"';
  }

  // json.dumps, with the options that transformers' tojson passes on.
  function json(value, options, depth) {
    if (is(value, "StringValue")) {
      return jsonText(noMarkup(value).value, options.ascii);
    }
    if (is(value, "NullValue")) {
      return "null";
    }
    if (is(value, "BooleanValue")) {
      return String(value.value);
    }
    if (is(value, "IntegerValue")) {
      return String(value.value);
    }
    if (is(value, "FloatValue") && Number.isFinite(value.value)) {
      return floatText(value.value);
    }
    let parts;
    let ends = "[]";
    if (is(value, "ArrayValue")) {
      parts = plainList(value, "the JSON").value.map((item) => json(item, options, depth + 1));
    } else if (is(value, "ObjectValue")) {
      let entries = Array.from(value.value.entries());
      if (options.sorted) {
        entries = entries.sort((a, b) => compareTexts(a[0], b[0]));
      }
      parts = entries.map(
        ([k, v]) => jsonText(k, options.ascii) + options.colon + json(v, options, depth + 1),
      );
      ends = "{}";
    } else {
      throw fault("wrong", "Object of type " + nameOf(value) + " is not JSON serializable");
    }
    if (options.indent === null || parts.length === 0) {
      return ends[0] + joined(parts, options.comma) + ends[1];
    }
    let line = "\n" + options.indent.repeat(depth + 1);
    let inner = line + joined(parts, options.comma + line);
    return ends[0] + inner + "\n" + options.indent.repeat(depth) + ends[1];
  }

  function equals(a, b) {
    noMarkup(a);
    noMarkup(b);
    if (isNumber(a) && isNumber(b)) {
      return Number(a.value) === Number(b.value);
    }
    if (is(a, "ArrayValue") && is(b, "ArrayValue")) {
      plainList(a, "comparison");
      plainList(b, "comparison");
      let same = is(a, "TupleValue") === is(b, "TupleValue");
      return (
        same &&
        a.value.length === b.value.length &&
        a.value.every((item, i) => equals(item, b.value[i]))
      );
    }
    if (is(a, "ObjectValue") && is(b, "ObjectValue")) {
      return (
        a.value.size === b.value.size &&
        Array.from(a.value.entries()).every(
          ([key, value]) => b.value.has(key) && equals(value, b.value.get(key)),
        )
      );
    }
    if (is(a, "FunctionValue") || is(a, "NamespaceValue")) {
      return a === b;
    }
    return a.type === b.type && a.value === b.value;
  }

  // By code points, as Python compares; UTF-16 puts U+E000 to U+FFFF above what follows them.
  function compareTexts(a, b) {
    let length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
      let x = a.charCodeAt(i);
      let y = b.charCodeAt(i);
      if (x !== y) {
        let wideX = x >= 0xd800 && x < 0xe000;
        let wideY = y >= 0xd800 && y < 0xe000;
        return wideX === wideY ? x - y : wideX ? 1 : -1;
      }
    }
    return a.length - b.length;
  }

  function compare(a, b) {
    noMarkup(a);
    noMarkup(b);
    if (isNumber(a) && isNumber(b)) {
      return Number(a.value) - Number(b.value);
    }
    if (is(a, "StringValue") && is(b, "StringValue")) {
      return compareTexts(a.value, b.value);
    }
    throw fault("unsupported", "comparing " + nameOf(a) + " with " + nameOf(b));
  }

  // What a loop walks over.
  function iterate(value) {
    if (is(value, "ArrayValue")) {
      if (value.lazy === "generator") {
        if (value.taken) {
          throw fault("unsupported", "walking over a generator twice; put |list behind it");
        }
        value.taken = true;
      }
      return value.value;
    }
    if (is(value, "StringValue")) {
      return Array.from(noMarkup(value).value, (character) => new J.StringValue(character));
    }
    if (is(value, "ObjectValue")) {
      return Array.from(value.value.keys(), (key) => new J.StringValue(key));
    }
    if (is(value, "UndefinedValue")) {
      return [];
    }
    throw fault("wrong", "'" + nameOf(value) + "' object is not iterable");
  }

  // Arguments by name: those given in order, then those given by keyword.
  function bind(what, args, names) {
    let rest = args.slice();
    let last = rest[rest.length - 1];
    let keywords =
      last !== undefined && is(last, "KeywordArgumentsValue") ? rest.pop().value : new Map();
    let bound = {};
    rest.forEach((value, i) => {
      if (i >= names.length) {
        throw fault("unsupported", what + " with " + rest.length + " arguments");
      }
      bound[names[i]] = value;
    });
    for (let [name, value] of keywords) {
      if (!names.includes(name) || bound[name]) {
        throw fault("unsupported", what + " with the argument '" + name + "'");
      }
      bound[name] = value;
    }
    return bound;
  }

  Object.assign(PY, { fault, nameOf, is, isNumber, bounded, text, generator, view, noMarkup });
  Object.assign(PY, { plainList, truth, integer, str, repr, json, equals, compare, compareTexts });
  Object.assign(PY, { iterate, bind, joined, LONGEST_TEXT, LONGEST_LIST });
})();
