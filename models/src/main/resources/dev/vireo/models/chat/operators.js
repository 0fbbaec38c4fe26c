// Operators, as Python has them.
"use strict";

(function () {
  let J = JINJA;
  let { fault, is, isNumber, text, integer, iterate, truth, str, nameOf, noMarkup } = PY;
  let P = J.Interpreter.prototype;
  let COMPARISONS = ["==", "!=", "<", ">", "<=", ">=", "in", "not in"];

  PY.contains = function (holder, value) {
    if (is(holder, "StringValue")) {
      return noMarkup(holder).value.includes(PY.wantString("in", value));
    }
    if (is(holder, "ObjectValue")) {
      return is(value, "StringValue") && holder.value.has(value.value);
    }
    return iterate(holder).some((item) => PY.equals(item, value));
  };

  function arithmetic(operator, a, b) {
    let x = Number(a.value);
    let y = Number(b.value);
    let whole = !is(a, "FloatValue") && !is(b, "FloatValue");
    let give = (number) => (whole ? integer(number) : new J.FloatValue(number));
    if (["/", "//", "%"].includes(operator) && y === 0) {
      throw fault("wrong", "division by zero");
    }
    switch (operator) {
      case "+":
        return give(x + y);
      case "-":
        return give(x - y);
      case "*":
        return give(x * y);
      case "/":
        return new J.FloatValue(x / y);
      case "//":
        return give(Math.floor(x / y));
      case "%":
        return give(x - y * Math.floor(x / y));
      default:
        throw fault("unsupported", "the operator '" + operator + "'");
    }
  }

  function repeated(value, times) {
    let count = Math.max(0, times);
    if (value.value.length * count > PY.LONGEST_LIST) {
      throw fault("limit", "a repetition of more than " + PY.LONGEST_LIST + " elements");
    }
    if (is(value, "StringValue")) {
      return text(value.value.repeat(count));
    }
    let items = [];
    for (let i = 0; i < count; i++) {
      PY.plainList(value, "repetition").value.forEach((item) => items.push(item));
    }
    return new J.ArrayValue(items);
  }

  function operate(operator, a, b) {
    noMarkup(a);
    noMarkup(b);
    let both = (type) => is(a, type) && is(b, type);
    if (operator === "~") {
      return text(str(a) + str(b));
    }
    if (isNumber(a) && isNumber(b)) {
      return arithmetic(operator, a, b);
    }
    if (operator === "+" && both("StringValue")) {
      return text(a.value + b.value);
    }
    if (operator === "+" && both("ArrayValue") && a.type === b.type) {
      let joined = PY.plainList(a, "+").value.concat(PY.plainList(b, "+").value);
      return PY.bounded(is(a, "TupleValue") ? new J.TupleValue(joined) : new J.ArrayValue(joined));
    }
    if (operator === "*" && (a.type === "StringValue" || a.type === "ArrayValue") && is(b, "IntegerValue")) {
      return repeated(a, b.value);
    }
    if (operator === "%" && is(a, "StringValue")) {
      throw fault("unsupported", "formatting a text with '%'");
    }
    throw fault("wrong", "'" + operator + "' between " + nameOf(a) + " and " + nameOf(b));
  }

  P.evaluateBinaryExpression = function (node, scope) {
    let operator = node.operator.value;
    let left = node.left.type === "BinaryExpression" ? node.left.operator.value : "";
    if (COMPARISONS.includes(operator) && COMPARISONS.includes(left)) {
      throw fault("unsupported", "a chain of comparisons ('" + left + "', '" + operator + "')");
    }
    // Jinja joins by ~ before it adds; the library does not.
    if (operator === "~" && (left === "+" || left === "-")) {
      throw fault("unsupported", "'~' behind '" + left + "' without parentheses");
    }
    let a = this.evaluate(node.left, scope);
    if (operator === "and" || operator === "or") {
      return truth(a) === (operator === "and") ? this.evaluate(node.right, scope) : a;
    }
    let b = this.evaluate(node.right, scope);
    let yes = (value) => new J.BooleanValue(value);
    switch (operator) {
      case "==":
        return yes(PY.equals(a, b));
      case "!=":
        return yes(!PY.equals(a, b));
      case "<":
        return yes(PY.compare(a, b) < 0);
      case ">":
        return yes(PY.compare(a, b) > 0);
      case "<=":
        return yes(PY.compare(a, b) <= 0);
      case ">=":
        return yes(PY.compare(a, b) >= 0);
      case "in":
        return yes(PY.contains(b, a));
      case "not in":
        return yes(!PY.contains(b, a));
      default:
        return operate(operator, a, b);
    }
  };

  P.evaluateUnaryExpression = function (node, scope) {
    let value = this.evaluate(node.argument, scope);
    if (node.operator.value === "not") {
      return new J.BooleanValue(!truth(value));
    }
    if (!isNumber(value)) {
      throw fault("wrong", "bad operand for '" + node.operator.value + "': " + nameOf(value));
    }
    let number = (node.operator.value === "-" ? -1 : 1) * Number(value.value);
    return is(value, "FloatValue") ? new J.FloatValue(number) : integer(number);
  };
})();
