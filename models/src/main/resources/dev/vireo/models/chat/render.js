// What Java calls: parse a template, render it with values that arrive as JSON.
"use strict";

(function () {
  let J = JINJA;
  let { fault, is, text, integer } = PY;
  let LONGEST_RANGE = 100000;
  let MONTHS = ("January February March April May June July August September October November " +
    "December").split(" ");
  let DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

  // Where the library's reading of white space is not Jinja's, the template is refused.
  function check(source) {
    let odd = source.match(/[\v\f\x1c-\x1f\x85\u2028\u2029\ufeff]/);
    if (odd) {
      throw fault("unsupported", "the character U+" + odd[0].charCodeAt(0).toString(16).padStart(4, "0"));
    }
    if (/-\}\n/.test(source) || /^[ \t]+\{-/m.test(source)) {
      throw fault("unsupported", "a '-' beside a single brace at a line's end or beginning");
    }
  }

  // The library forgets parentheses, on which it depends what a chain of operators means. So each
  // pair becomes a call of a function that no template can name.
  PY.GROUP = "(";

  let OPERATOR_NAMES = ["and", "or", "not", "in", "if", "else", "elif"];
  let BEFORE_CALL = ["Identifier", "CloseParen", "CloseSquareBracket"];

  function endsInComma(tokens, start) {
    let depth = 0;
    for (let i = start; i < tokens.length; i++) {
      let type = tokens[i].type;
      depth += type === "OpenParen" ? 1 : type === "CloseParen" ? -1 : 0;
      if (depth === 0) {
        return tokens[i - 1].type === "Comma";
      }
    }
    return false;
  }

  function grouped(tokens) {
    let result = [];
    tokens.forEach((token, i) => {
      let before = tokens[i - 1];
      let called =
        before && BEFORE_CALL.includes(before.type) && !OPERATOR_NAMES.includes(before.value);
      if (token.type === "OpenParen" && !called && !endsInComma(tokens, i)) {
        result.push({ type: "Identifier", value: PY.GROUP });
      }
      result.push(token);
    });
    return result;
  }

  PY.parse = function (source) {
    let lines = source.replace(/\r\n?/g, "\n");
    check(lines);
    return J.parse(grouped(J.tokenize(lines, { lstrip_blocks: true, trim_blocks: true })));
  };

  function convert(value) {
    if (value === null) {
      return new J.NullValue();
    }
    if (typeof value === "string") {
      return text(value);
    }
    if (typeof value === "boolean") {
      return new J.BooleanValue(value);
    }
    if (typeof value === "number") {
      return integer(value);
    }
    if (Array.isArray(value)) {
      return PY.bounded(new J.ArrayValue(value.map(convert)));
    }
    return new J.ObjectValue(new Map(value.map.map(([key, entry]) => [key, convert(entry)])));
  }

  function range(args) {
    let bounds = args.map((value) => PY.wantInt("range", value, 0));
    if (bounds.length < 1 || bounds.length > 3 || bounds[2] === 0) {
      throw fault("wrong", "range() needs one to three numbers, the third not 0");
    }
    let [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : bounds.concat(1);
    let size = Math.max(0, Math.ceil((stop - start) / step));
    if (size > LONGEST_RANGE) {
      throw fault("limit", "a range of more than " + LONGEST_RANGE + " numbers");
    }
    let numbers = [];
    for (let i = 0; i < size; i++) {
      numbers.push(integer(start + i * step));
    }
    return PY.view(numbers);
  }

  let two = (number) => String(number).padStart(2, "0");

  // strftime in the C locale, of [year, month, day, hour, minute, second, weekday, day of the year].
  function strftime(now, format) {
    let [year, month, day, hour, minute, second, weekday, dayOfYear] = now;
    let codes = {
      Y: () => String(year).padStart(4, "0"),
      y: () => two(year % 100),
      m: () => two(month),
      B: () => MONTHS[month - 1],
      b: () => MONTHS[month - 1].slice(0, 3),
      d: () => two(day),
      e: () => String(day).padStart(2, " "),
      A: () => DAYS[weekday - 1],
      a: () => DAYS[weekday - 1].slice(0, 3),
      j: () => String(dayOfYear).padStart(3, "0"),
      H: () => two(hour),
      I: () => two(hour % 12 === 0 ? 12 : hour % 12),
      M: () => two(minute),
      S: () => two(second),
      p: () => (hour < 12 ? "AM" : "PM"),
      F: () => codes.Y() + "-" + codes.m() + "-" + codes.d(),
      T: () => codes.H() + ":" + codes.M() + ":" + codes.S(),
      "%": () => "%",
    };
    return format.replace(/%([^]?)/g, (all, code) => {
      if (!Object.keys(codes).includes(code)) {
        throw fault("unsupported", "the format '" + all + "' of strftime_now");
      }
      return codes[code]();
    });
  }

  function globals(now) {
    return {
      range: (args) => range(args),
      raise_exception: (args) => {
        throw fault("raised", PY.str(PY.bind("raise_exception", args, ["message"]).message));
      },
      strftime_now: (args) => {
        let format = PY.wantString("strftime_now", PY.bind("strftime_now", args, ["format"]).format);
        if (now === null) {
          throw fault("clock", "strftime_now");
        }
        return text(strftime(now, format));
      },
    };
  }

  PY.render = function (program, values, now) {
    let scope = new J.Environment();
    for (let name of ["true", "True"]) {
      scope.setVariable(name, new J.BooleanValue(true));
    }
    for (let name of ["false", "False"]) {
      scope.setVariable(name, new J.BooleanValue(false));
    }
    for (let name of ["none", "None"]) {
      scope.setVariable(name, new J.NullValue());
    }
    let functions = globals(now);
    for (let name of Object.keys(functions)) {
      scope.setVariable(name, new J.FunctionValue(functions[name]));
    }
    for (let [key, value] of convert(JSON.parse(values)).value) {
      scope.setVariable(key, value);
    }
    return new J.Interpreter(scope).run(program).value;
  };
})();
