// The library parses; what a parsed template means is said here, as Jinja says it: scopes, loops,
// attributes, operators. It replaces the library's interpreter part by part.
"use strict";

(function () {
  let J = JINJA;
  let { fault, is, text, integer, iterate, truth, str, noMarkup } = PY;
  let P = J.Interpreter.prototype;
  let UNDEFINED = new J.UndefinedValue();
  let NOTHING = new J.NullValue();
  let SILENT = ["Set", "Macro", "Comment"];
  let VALUES = ["IntegerLiteral", "FloatLiteral", "StringLiteral", "ArrayLiteral", "TupleLiteral"]
    .concat(["ObjectLiteral", "Identifier", "CallExpression", "MemberExpression"])
    .concat(["UnaryExpression", "BinaryExpression", "FilterExpression", "TestExpression"])
    .concat(["SelectExpression", "Ternary"]);
  let NOT_HERE = ["varargs", "kwargs", "caller", "self", "super", "dict", "lipsum", "cycler"];
  let DICT_METHODS = ["copy", "fromkeys", "pop", "popitem", "setdefault", "update", "clear"];
  let LIST_METHODS = ["append", "clear", "copy", "count", "extend", "index", "insert", "pop"]
    .concat(["remove", "reverse", "sort"]);

  function describe(node) {
    if (node.type === "Identifier") {
      return node.value;
    }
    if (node.type === "MemberExpression") {
      return describe(node.object) + "." + (node.computed ? "[]" : describe(node.property));
    }
    return "a value";
  }

  let library = P.evaluate;
  P.evaluate = function (node, scope) {
    if (!node) {
      return UNDEFINED;
    }
    if (node.type === "Break" || node.type === "Continue") {
      throw { signal: node.type, output: "" };
    }
    if (node.type === "CallStatement") {
      throw fault("unsupported", "the statement 'call'");
    }
    return PY.bounded(library.call(this, node, scope));
  };

  // A loop that is left by break or continue keeps what its body has printed until then.
  P.evaluateBlock = function (statements, scope) {
    let output = "";
    for (let statement of statements) {
      let value;
      try {
        value = this.evaluate(statement, scope);
      } catch (thrown) {
        if (thrown.signal) {
          thrown.output = output + thrown.output;
        }
        throw thrown;
      }
      if (!SILENT.includes(statement.type)) {
        output += VALUES.includes(statement.type) ? str(value) : value.value;
      }
      if (output.length > PY.LONGEST_TEXT) {
        text(output);
      }
    }
    return text(output);
  };

  P.evaluateIf = function (node, scope) {
    let holds = truth(this.evaluate(node.test, scope));
    return this.evaluateBlock(holds ? node.body : node.alternate, scope);
  };

  P.evaluateTernaryExpression = function (node, scope) {
    let holds = truth(this.evaluate(node.condition, scope));
    return this.evaluate(holds ? node.trueExpr : node.falseExpr, scope);
  };

  P.evaluateSelectExpression = function (node, scope) {
    return truth(this.evaluate(node.test, scope)) ? this.evaluate(node.lhs, scope) : UNDEFINED;
  };

  function assign(target, value, scope) {
    if (target.type === "Identifier") {
      scope.setVariable(target.value, value);
      return;
    }
    let values = iterate(value);
    if (values.length !== target.value.length) {
      throw fault("wrong", values.length + " values for " + target.value.length + " variables");
    }
    target.value.forEach((part, i) => assign(part, values[i], scope));
  }

  function loopOf(items, i, memory) {
    let at = (index) => items[index] || UNDEFINED;
    let yes = (value) => new J.BooleanValue(value);
    return new J.NamespaceValue(
      new Map([
        ["index", integer(i + 1)],
        ["index0", integer(i)],
        ["revindex", integer(items.length - i)],
        ["revindex0", integer(items.length - i - 1)],
        ["first", yes(i === 0)],
        ["last", yes(i === items.length - 1)],
        ["length", integer(items.length)],
        ["previtem", i > 0 ? at(i - 1) : UNDEFINED],
        ["nextitem", at(i + 1)],
        ["depth", integer(1)],
        ["depth0", integer(0)],
        ["cycle", new J.FunctionValue((args) => args[i % args.length])],
        [
          "changed",
          new J.FunctionValue((args) => {
            let value = new J.TupleValue(args.slice());
            let changed = !memory.value || !PY.equals(memory.value, value);
            memory.value = value;
            return yes(changed);
          }),
        ],
      ]),
    );
  }

  // Every turn has a scope of its own: what is set in one is gone in the next.
  P.evaluateFor = function (node, scope) {
    let select = node.iterable.type === "SelectExpression" ? node.iterable : null;
    let outer = new J.Environment(scope);
    let items = iterate(this.evaluate(select ? select.lhs : node.iterable, outer));
    if (select) {
      items = items.filter((item) => {
        let turn = new J.Environment(outer);
        assign(node.loopvar, item, turn);
        return truth(this.evaluate(select.test, turn));
      });
    }
    let memory = {};
    let output = "";
    // As in Jinja, a turn that continue or break cuts short does not count for the else block.
    let completed = false;
    for (let i = 0; i < items.length; i++) {
      let turn = new J.Environment(outer);
      turn.setVariable("loop", loopOf(items, i, memory));
      assign(node.loopvar, items[i], turn);
      try {
        output += this.evaluateBlock(node.body, turn).value;
        completed = true;
      } catch (thrown) {
        if (!thrown.signal) {
          throw thrown;
        }
        output += thrown.output;
        if (thrown.signal === "Break") {
          break;
        }
      }
      text(output);
    }
    return text(completed ? output : output + this.evaluateBlock(node.defaultBlock, outer).value);
  };

  // A macro sees the scope it stands in, not the one it is called from.
  P.evaluateMacro = function (node, scope) {
    let name = node.name.value;
    scope.setVariable(
      name,
      new J.FunctionValue((args) => {
        let own = new J.Environment(scope);
        own.setVariable("loop", UNDEFINED);
        this.bindMacroArguments("'" + name + "'", node.args, new Set(), args, own);
        return this.evaluateBlock(node.body, own);
      }),
    );
    return NOTHING;
  };

  P.evaluateIdentifier = function (node, scope) {
    let value = scope.lookupVariable(node.value);
    if (is(value, "UndefinedValue") && NOT_HERE.concat("joiner").includes(node.value)) {
      throw fault("unsupported", "the name '" + node.value + "'");
    }
    return value;
  };

  P.evaluateCallExpression = function (node, scope) {
    if (node.callee.value === PY.GROUP) {
      let parts = node.args.map((part) => this.evaluate(part, scope));
      return parts.length === 1 ? parts[0] : new J.TupleValue(parts);
    }
    let callee = this.evaluate(node.callee, scope);
    if (!is(callee, "FunctionValue")) {
      let why = is(callee, "UndefinedValue") ? " is undefined" : " cannot be called";
      throw fault("wrong", "'" + describe(node.callee) + "'" + why);
    }
    let [args, keywords] = this.evaluateArguments(node.args, scope);
    if (keywords.size > 0) {
      args.push(new J.KeywordArgumentsValue(keywords));
    }
    return callee.value(args, scope);
  };

  let dictMethods = {
    get: (self) => (args) => {
      let { key, otherwise } = PY.bind("get", args, ["key", "otherwise"]);
      let found = is(key, "StringValue") ? self.value.get(key.value) : undefined;
      return found || otherwise || NOTHING;
    },
    items: (self) => () => PY.view(PY.pairs(self)),
    keys: (self) => () => PY.view(iterate(self)),
    values: (self) => () => PY.view(Array.from(self.value.values())),
  };

  function hidden(name) {
    if (name.startsWith("_")) {
      throw fault("unsupported", "the attribute '" + name + "'");
    }
  }

  // Python's getattr(value, name), for values that have attributes.
  function attributeOf(value, name) {
    hidden(name);
    if (is(value, "StringValue")) {
      return PY.method(noMarkup(value).value, name);
    }
    if (is(value, "ObjectValue")) {
      if (DICT_METHODS.includes(name)) {
        throw fault("unsupported", "the method '" + name + "' of a dict");
      }
      let own = Object.keys(dictMethods).includes(name);
      return own ? new J.FunctionValue(dictMethods[name](value)) : UNDEFINED;
    }
    if (is(value, "ArrayValue") && LIST_METHODS.includes(name)) {
      throw fault("unsupported", "the method '" + name + "' of a list");
    }
    return UNDEFINED;
  }

  function subscript(value, key) {
    if (is(value, "NamespaceValue") || is(value, "ObjectValue")) {
      return is(key, "StringValue") ? value.value.get(key.value) : undefined;
    }
    if ((is(value, "ArrayValue") || is(value, "StringValue")) && is(key, "IntegerValue")) {
      let list = is(value, "ArrayValue")
        ? PY.plainList(value, "an element").value
        : Array.from(noMarkup(value).value);
      let index = key.value < 0 ? key.value + list.length : key.value;
      let found = list[index];
      return typeof found === "string" ? new J.StringValue(found) : found;
    }
    return undefined;
  }

  // Jinja's value[key] and attribute="key": the element first, then the attribute.
  PY.item = function (value, key, what) {
    if (is(value, "UndefinedValue")) {
      throw fault("wrong", "'" + what + "' is undefined");
    }
    let found = subscript(value, key);
    return found || (is(key, "StringValue") ? attributeOf(value, key.value) : UNDEFINED);
  };

  P.evaluateMemberExpression = function (node, scope) {
    let value = this.evaluate(node.object, scope);
    if (is(value, "UndefinedValue")) {
      throw fault("wrong", "'" + describe(node.object) + "' is undefined");
    }
    if (node.computed && node.property.type === "SliceExpression") {
      return this.evaluateSliceExpression(PY.plainList(value, "a slice"), node.property, scope);
    }
    if (node.computed) {
      return PY.item(value, this.evaluate(node.property, scope), describe(node.object));
    }
    if (node.property.type === "IntegerLiteral") {
      return subscript(value, integer(node.property.value)) || UNDEFINED;
    }
    let attribute = attributeOf(value, node.property.value);
    let missing = is(attribute, "UndefinedValue");
    return (missing && subscript(value, text(node.property.value))) || attribute;
  };

  P.applyFilter = function (operand, filter, scope) {
    if (filter.type === "Identifier") {
      return PY.apply(filter.value, operand, []);
    }
    if (filter.callee.type !== "Identifier") {
      throw fault("unsupported", "a filter that is no name");
    }
    let [args, keywords] = this.evaluateArguments(filter.args, scope);
    if (keywords.size > 0) {
      args.push(new J.KeywordArgumentsValue(keywords));
    }
    return PY.apply(filter.callee.value, operand, args);
  };

  P.evaluateTestExpression = function (node, scope) {
    let holds = PY.namedTest(node.test.value, [])(this.evaluate(node.operand, scope));
    return new J.BooleanValue(holds !== node.negate);
  };
})();
