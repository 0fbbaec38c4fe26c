// Jinja's filters and tests, those that chat templates use. Any other is refused by its name.
"use strict";

(function () {
  let J = JINJA;
  let { fault, is, bind, text, integer, iterate, truth, str, equals } = PY;
  let { generator, plainList, nameOf, wantInt, wantString } = PY;

  let UNDEFINED = new J.UndefinedValue();
  let flag = (value) => value !== undefined && truth(value);

  // Jinja's attribute="a.b.0" of map, sort, selectattr.
  function attribute(what, path, missing) {
    if (!is(path, "StringValue") && !is(path, "IntegerValue")) {
      throw fault("wrong", what + " needs an attribute's name");
    }
    let parts = String(path.value).split(".");
    return (item) => {
      let value = item;
      for (let part of parts) {
        let key = /^[0-9]+$/.test(part) ? integer(Number(part)) : new J.StringValue(part);
        value = PY.item(value, key, what);
      }
      return missing !== undefined && is(value, "UndefinedValue") ? missing : value;
    };
  }

  let folded = (value) => (is(value, "StringValue") ? text(value.value.toLowerCase()) : value);

  function sorted(values, key, reverse) {
    let keyed = values.map((value) => ({ value, key: key(value) }));
    keyed.sort((a, b) => (reverse ? PY.compare(b.key, a.key) : PY.compare(a.key, b.key)));
    return keyed.map((entry) => entry.value);
  }

  function choose(name, wanted, byAttribute) {
    return (value, args) => {
      let rest = args.slice();
      let pick = byAttribute ? attribute(name, rest.shift() || UNDEFINED) : (item) => item;
      let test = rest.length === 0 ? truth : namedTest(wantString(name, rest.shift()), rest);
      return generator(iterate(value).filter((item) => test(pick(item)) === wanted));
    };
  }

  function map(value, args) {
    let first = args[0];
    if (first !== undefined && is(first, "KeywordArgumentsValue")) {
      let given = bind("map", args, ["attribute", "default"]);
      return generator(iterate(value).map(attribute("map", given.attribute, given.default)));
    }
    let filter = wantString("map", first);
    return generator(iterate(value).map((item) => apply(filter, item, args.slice(1))));
  }

  function join(value, args) {
    let given = bind("join", args, ["d", "attribute"]);
    let pick =
      given.attribute === undefined ? (item) => item : attribute("join", given.attribute);
    let parts = iterate(value).map((item) => str(PY.noMarkup(pick(item))));
    return text(PY.joined(parts, given.d === undefined ? "" : str(given.d)));
  }

  function length(value) {
    if (is(value, "StringValue")) {
      return integer(Array.from(value.value).length);
    }
    if (is(value, "ObjectValue")) {
      return integer(value.value.size);
    }
    if (is(value, "UndefinedValue")) {
      return integer(0);
    }
    if (!is(value, "ArrayValue")) {
      throw fault("wrong", "object of type '" + nameOf(value) + "' has no len()");
    }
    return integer((value.lazy === "view" ? value : plainList(value, "the length")).value.length);
  }

  function tojson(value, args) {
    let names = ["ensure_ascii", "indent", "separators", "sort_keys"];
    let given = bind("tojson", args, names);
    let none = (v) => v === undefined || is(v, "NullValue");
    let indent = none(given.indent) ? null : given.indent;
    let marks = none(given.separators) ? [] : iterate(given.separators);
    if (marks.length !== 0 && marks.length !== 2) {
      throw fault("wrong", "tojson needs two separators");
    }
    let [comma, colon] = marks.map((mark) => wantString("tojson", mark));
    let options = {
      ascii: flag(given.ensure_ascii),
      sorted: flag(given.sort_keys),
      indent: indent === null ? null : " ".repeat(Math.min(100, wantInt("tojson", indent, 0))),
      comma: comma === undefined ? (indent === null ? ", " : ",") : comma,
      colon: colon === undefined ? ": " : colon,
    };
    return text(PY.json(value, options, 0));
  }

  function indent(value, args) {
    let given = bind("indent", args, ["width", "first", "blank"]);
    let width = given.width === undefined ? integer(4) : given.width;
    let by = is(width, "StringValue") ? width.value : " ".repeat(Math.min(1000, wantInt("indent", width, 4)));
    let source = wantString("indent", value);
    if (/[\v\f\r\x1c-\x1e\x85\u2028\u2029]/.test(source)) {
      throw fault("unsupported", "the filter 'indent' on lines that end otherwise than in \\n");
    }
    // Jinja: newline appended, so that a last empty line counts.
    let all = source.split("\n");
    let lines = all.slice(1);
    if (by.length * lines.length > PY.LONGEST_TEXT) {
      throw fault("limit", "an indent of more than " + PY.LONGEST_TEXT + " characters");
    }
    let inner = lines.map((line) => (line === "" && !flag(given.blank) ? line : by + line));
    return text((flag(given.first) ? by : "") + PY.joined([all[0]].concat(inner), "\n"));
  }

  function toInt(value, args) {
    let given = bind("int", args, ["default"]);
    let otherwise = given.default === undefined ? integer(0) : given.default;
    if (PY.isNumber(value)) {
      return integer(Math.trunc(Number(value.value)));
    }
    if (is(value, "StringValue") && /^\s*[+-]?[0-9]+(\.[0-9]*)?\s*$/.test(value.value)) {
      return integer(Math.trunc(Number(value.value)));
    }
    if (is(value, "StringValue") && /[0-9]/.test(value.value)) {
      throw fault("unsupported", "the filter 'int' on '" + value.value + "'");
    }
    return otherwise;
  }

  function dictsort(value, args) {
    let given = bind("dictsort", args, ["case_sensitive", "by", "reverse"]);
    let index = given.by !== undefined && wantString("dictsort", given.by) === "value" ? 1 : 0;
    let fold = flag(given.case_sensitive) ? (v) => v : folded;
    return new J.ArrayValue(
      sorted(pairs(value), (pair) => fold(pair.value[index]), flag(given.reverse)),
    );
  }

  function pairs(value) {
    if (!is(value, "ObjectValue")) {
      throw fault("wrong", "'" + nameOf(value) + "' is no mapping");
    }
    return Array.from(
      value.value.entries(),
      ([key, entry]) => new J.TupleValue([new J.StringValue(key), entry]),
    );
  }

  function sort(value, args) {
    let given = bind("sort", args, ["reverse", "case_sensitive", "attribute"]);
    let fold = flag(given.case_sensitive) ? (v) => v : folded;
    let pick =
      given.attribute === undefined || is(given.attribute, "NullValue")
        ? (item) => item
        : attribute("sort", given.attribute);
    return new J.ArrayValue(sorted(iterate(value), (v) => fold(pick(v)), flag(given.reverse)));
  }

  let ofText = (name) => (value, args) => PY.METHODS[name](str(PY.noMarkup(value)), args);
  let none = (name, change) => (value, args) => {
    bind("the filter '" + name + "'", args, []);
    return change(value);
  };

  let FILTERS = {
    tojson,
    trim: ofText("strip"),
    upper: ofText("upper"),
    lower: ofText("lower"),
    capitalize: ofText("capitalize"),
    replace: (value, args) =>
      PY.METHODS.replace(str(PY.noMarkup(value)), args.map((a) => (is(a, "KeywordArgumentsValue") || is(a, "IntegerValue") || is(a, "NullValue") ? a : text(str(a))))),
    length: none("length", length),
    count: none("count", length),
    default: (value, args) => {
      let given = bind("default", args, ["default_value", "boolean"]);
      let missing = is(value, "UndefinedValue") || (flag(given.boolean) && !truth(value));
      return missing ? given.default_value || text("") : value;
    },
    join,
    first: none("first", (value) => iterate(value)[0] || UNDEFINED),
    last: none("last", (value) => iterate(plainList(value, "the last")).slice(-1)[0] || UNDEFINED),
    list: none("list", (value) => new J.ArrayValue(iterate(value).slice())),
    string: none("string", (value) => text(str(PY.noMarkup(value)))),
    int: toInt,
    abs: none("abs", (value) => {
      if (!PY.isNumber(value)) {
        throw fault("wrong", "bad operand type for abs(): '" + nameOf(value) + "'");
      }
      let size = Math.abs(Number(value.value));
      return is(value, "FloatValue") ? new J.FloatValue(size) : integer(size);
    }),
    reverse: none("reverse", (value) =>
      is(value, "StringValue")
        ? text(Array.from(PY.noMarkup(value).value).reverse().join(""))
        : generator(iterate(value).slice().reverse()),
    ),
    items: none("items", (value) =>
      generator(is(value, "UndefinedValue") ? [] : pairs(value)),
    ),
    dictsort,
    sort,
    map,
    select: choose("select", true, false),
    reject: choose("reject", false, false),
    selectattr: choose("selectattr", true, true),
    rejectattr: choose("rejectattr", false, true),
    indent,
    safe: none("safe", (value) => {
      let marked = text(str(value));
      marked.markup = true;
      return marked;
    }),
  };
  FILTERS.d = FILTERS.default;

  function apply(name, value, args) {
    if (!Object.keys(FILTERS).includes(name)) {
      throw fault("unsupported", "the filter '" + name + "'");
    }
    return FILTERS[name](value, args);
  }

  let whole = (name, holds) => (value) => {
    if (!is(value, "IntegerValue")) {
      throw fault("unsupported", "the test '" + name + "' of a " + nameOf(value));
    }
    return holds(value.value);
  };
  let type = (name) => (value) => is(value, name);

  let TESTS = {
    defined: (value) => !is(value, "UndefinedValue"),
    undefined: type("UndefinedValue"),
    none: type("NullValue"),
    string: type("StringValue"),
    number: PY.isNumber,
    integer: type("IntegerValue"),
    float: type("FloatValue"),
    boolean: type("BooleanValue"),
    true: (value) => is(value, "BooleanValue") && value.value,
    false: (value) => is(value, "BooleanValue") && !value.value,
    mapping: type("ObjectValue"),
    iterable: (v) =>
      ["ArrayValue", "StringValue", "ObjectValue", "UndefinedValue"].some((name) => is(v, name)),
    sequence: (v) =>
      ["StringValue", "ObjectValue", "UndefinedValue"].some((name) => is(v, name)) ||
      (is(v, "ArrayValue") && plainList(v, "the test 'sequence'") === v),
    odd: whole("odd", (number) => number % 2 !== 0),
    even: whole("even", (number) => number % 2 === 0),
    eq: equals,
    ne: (a, b) => !equals(a, b),
    in: (a, b) => PY.contains(b, a),
    lt: (a, b) => PY.compare(a, b) < 0,
    gt: (a, b) => PY.compare(a, b) > 0,
    le: (a, b) => PY.compare(a, b) <= 0,
    ge: (a, b) => PY.compare(a, b) >= 0,
  };
  Object.assign(TESTS, { equalto: TESTS.eq, "==": TESTS.eq, "!=": TESTS.ne });

  function namedTest(name, args) {
    if (!Object.keys(TESTS).includes(name) || TESTS[name].length > 1 + args.length || args.length > 1) {
      throw fault("unsupported", "the test '" + name + "'");
    }
    return (value) => TESTS[name](value, args[0]);
  }

  Object.assign(PY, { apply, namedTest, pairs });
})();
