// Python's methods of str, by code points and with Python's idea of white space.
"use strict";

(function () {
  let J = JINJA;
  let { fault, is, bind, text, integer, iterate } = PY;

  let SPACE =
    /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
  let LINE_END = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/g;

  let isSpace = (character) => SPACE.test(character);
  let list = (strings) => PY.bounded(new J.ArrayValue(strings.map((s) => new J.StringValue(s))));
  let tuple = (strings) => new J.TupleValue(strings.map((s) => new J.StringValue(s)));
  let truthValue = (value) => new J.BooleanValue(value);

  function string(what, value) {
    if (value === undefined || !is(value, "StringValue")) {
      throw fault("wrong", what + " needs a str");
    }
    return PY.noMarkup(value).value;
  }

  function number(what, value, otherwise) {
    if (value === undefined || (otherwise === null && is(value, "NullValue"))) {
      return otherwise;
    }
    if (!is(value, "IntegerValue")) {
      throw fault("wrong", what + " needs an int");
    }
    return value.value;
  }

  function strip(value, chars, left, right) {
    let goes = chars === null ? isSpace : (c) => chars.includes(c);
    let start = 0;
    let end = value.length;
    while (left && start < end) {
      let first = String.fromCodePoint(value.codePointAt(start));
      if (!goes(first)) {
        break;
      }
      start += first.length;
    }
    while (right && end > start) {
      let pair = end - start > 1 ? value.slice(end - 2, end) : "";
      let last = pair.length === 2 && pair.codePointAt(0) > 0xffff ? pair : value[end - 1];
      if (!goes(last)) {
        break;
      }
      end -= last.length;
    }
    return value.slice(start, end);
  }

  function stripper(name, left, right) {
    return (self, args) => {
      let { chars } = bind(name, args, ["chars"]);
      let none = chars === undefined || is(chars, "NullValue");
      let given = none ? null : Array.from(string(name, chars));
      return text(strip(self, given, left, right));
    };
  }

  function words(value, most) {
    let found = [];
    let rest = strip(value, null, true, false);
    while (rest !== "") {
      if (most >= 0 && found.length === most) {
        found.push(rest);
        break;
      }
      let characters = Array.from(rest);
      let end = 0;
      while (end < characters.length && !isSpace(characters[end])) {
        end++;
      }
      found.push(characters.slice(0, end).join(""));
      rest = strip(characters.slice(end).join(""), null, true, false);
    }
    return found;
  }

  function split(self, args) {
    let { sep, maxsplit } = bind("split", args, ["sep", "maxsplit"]);
    let most = number("split", maxsplit, -1);
    if (sep === undefined || is(sep, "NullValue")) {
      return list(words(self, most));
    }
    let mark = string("split", sep);
    if (mark === "") {
      throw fault("wrong", "empty separator");
    }
    let parts = self.split(mark);
    return list(
      most >= 0 && parts.length > most + 1
        ? parts.slice(0, most).concat(parts.slice(most).join(mark))
        : parts,
    );
  }

  function rsplit(self, args) {
    let { sep, maxsplit } = bind("rsplit", args, ["sep", "maxsplit"]);
    let mark = string("rsplit without a separator", sep);
    let most = number("rsplit", maxsplit, -1);
    if (mark === "") {
      throw fault("wrong", "empty separator");
    }
    let parts = self.split(mark);
    let first = parts.length - most;
    return list(
      most >= 0 && first > 1
        ? [parts.slice(0, first).join(mark)].concat(parts.slice(first))
        : parts,
    );
  }

  function splitlines(self, args) {
    let { keepends } = bind("splitlines", args, ["keepends"]);
    let keep = keepends !== undefined && PY.truth(keepends);
    let lines = [];
    let from = 0;
    for (let match of self.matchAll(LINE_END)) {
      let end = match.index + match[0].length;
      lines.push(self.slice(from, keep ? end : match.index));
      from = end;
    }
    return list(from < self.length ? lines.concat(self.slice(from)) : lines);
  }

  function cut(name, last) {
    return (self, args) => {
      let mark = string(name, bind(name, args, ["sep"]).sep);
      if (mark === "") {
        throw fault("wrong", "empty separator");
      }
      let at = last ? self.lastIndexOf(mark) : self.indexOf(mark);
      if (at < 0) {
        return tuple(last ? ["", "", self] : [self, "", ""]);
      }
      return tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
    };
  }

  function replace(self, args) {
    let given = bind("replace", args, ["old", "new", "count"]);
    let old = string("replace", given.old);
    let fresh = string("replace", given.new);
    let most = number("replace", given.count, null);
    let parts = old === "" ? [""].concat(Array.from(self), "") : self.split(old);
    let gaps = most === null || most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
    let changed = PY.joined(parts.slice(0, gaps + 1), fresh);
    return text(gaps + 1 < parts.length ? changed + old + parts.slice(gaps + 1).join(old) : changed);
  }

  function affix(name, holds) {
    return (self, args) => {
      let { what } = bind(name, args, ["what"]);
      let candidates = what !== undefined && is(what, "TupleValue") ? what.value : [what];
      return truthValue(candidates.some((value) => holds(self, string(name, value))));
    };
  }

  function finder(name, last) {
    return (self, args) => {
      let wanted = string(name, bind(name, args, ["sub"]).sub);
      let at = last ? self.lastIndexOf(wanted) : self.indexOf(wanted);
      return integer(at < 0 ? -1 : Array.from(self.slice(0, at)).length);
    };
  }

  function capitalize(value) {
    let characters = Array.from(value);
    if (characters.length === 0) {
      return "";
    }
    let first = characters[0].toUpperCase();
    if (Array.from(first).length !== 1 || /[\u01c4-\u01cc\u01f1-\u01f3]/.test(characters[0])) {
      throw fault("unsupported", "capitalize of '" + characters[0] + "'");
    }
    return first + characters.slice(1).join("").toLowerCase();
  }

  function title(self) {
    if (/[^\x00-\x7f]/.test(self)) {
      throw fault("unsupported", "title of a text that is not ASCII");
    }
    return text(self.replace(/[A-Za-z]+/g, (w) => w[0].toUpperCase() + w.slice(1).toLowerCase()));
  }

  function plain(name, change) {
    return (self, args) => {
      bind(name, args, []);
      return change(self);
    };
  }

  let METHODS = {
    strip: stripper("strip", true, true),
    lstrip: stripper("lstrip", true, false),
    rstrip: stripper("rstrip", false, true),
    split,
    rsplit,
    splitlines,
    partition: cut("partition", false),
    rpartition: cut("rpartition", true),
    replace,
    startswith: affix("startswith", (self, value) => self.startsWith(value)),
    endswith: affix("endswith", (self, value) => self.endsWith(value)),
    find: finder("find", false),
    rfind: finder("rfind", true),
    upper: plain("upper", (self) => text(self.toUpperCase())),
    lower: plain("lower", (self) => text(self.toLowerCase())),
    capitalize: plain("capitalize", (self) => text(capitalize(self))),
    title: plain("title", title),
    isspace: plain("isspace", (self) => truthValue(self !== "" && Array.from(self).every(isSpace))),
    count: (self, args) => {
      let wanted = string("count", bind("count", args, ["sub"]).sub);
      return integer(wanted === "" ? Array.from(self).length + 1 : self.split(wanted).length - 1);
    },
    removeprefix: (self, args) => {
      let wanted = string("removeprefix", bind("removeprefix", args, ["prefix"]).prefix);
      return text(self.startsWith(wanted) ? self.slice(wanted.length) : self);
    },
    removesuffix: (self, args) => {
      let wanted = string("removesuffix", bind("removesuffix", args, ["suffix"]).suffix);
      return text(self.endsWith(wanted) ? self.slice(0, self.length - wanted.length) : self);
    },
    join: (self, args) => {
      let { of } = bind("join", args, ["of"]);
      return text(PY.joined(iterate(of).map((item) => string("join", item)), self));
    },
  };

  // Methods that Python has and this project does not.
  let OTHERS = (
    "casefold center encode expandtabs format format_map index isalnum isalpha isascii isdecimal " +
    "isdigit isidentifier islower isnumeric isprintable istitle isupper ljust maketrans rindex " +
    "rjust swapcase translate zfill"
  ).split(" ");

  function method(self, name) {
    if (OTHERS.includes(name)) {
      throw fault("unsupported", "the method '" + name + "' of a str");
    }
    return Object.keys(METHODS).includes(name)
      ? new J.FunctionValue((args) => METHODS[name](self, args))
      : new J.UndefinedValue();
  }

  Object.assign(PY, { method, METHODS, strip, capitalize, wantString: string, wantInt: number });
})();
