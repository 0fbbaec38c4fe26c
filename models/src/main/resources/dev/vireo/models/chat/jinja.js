// @huggingface/jinja 0.5.11, made by checks/interop/make_jinja.sh; its licence is in jinja.LICENSE.
var __extends = (this && this.__extends) || (function () {
    var extendStatics = function (d, b) {
        extendStatics = Object.setPrototypeOf ||
            ({ __proto__: [] } instanceof Array && function (d, b) { d.__proto__ = b; }) ||
            function (d, b) { for (var p in b) if (Object.prototype.hasOwnProperty.call(b, p)) d[p] = b[p]; };
        return extendStatics(d, b);
    };
    return function (d, b) {
        if (typeof b !== "function" && b !== null)
            throw new TypeError("Class extends value " + String(b) + " is not a constructor or null");
        extendStatics(d, b);
        function __() { this.constructor = d; }
        d.prototype = b === null ? Object.create(b) : (__.prototype = b.prototype, new __());
    };
})();
var __values = (this && this.__values) || function(o) {
    var s = typeof Symbol === "function" && Symbol.iterator, m = s && o[s], i = 0;
    if (m) return m.call(o);
    if (o && typeof o.length === "number") return {
        next: function () {
            if (o && i >= o.length) o = void 0;
            return { value: o && o[i++], done: !o };
        }
    };
    throw new TypeError(s ? "Object is not iterable." : "Symbol.iterator is not defined.");
};
var __read = (this && this.__read) || function (o, n) {
    var m = typeof Symbol === "function" && o[Symbol.iterator];
    if (!m) return o;
    var i = m.call(o), r, ar = [], e;
    try {
        while ((n === void 0 || n-- > 0) && !(r = i.next()).done) ar.push(r.value);
    }
    catch (error) { e = { error: error }; }
    finally {
        try {
            if (r && !r.done && (m = i["return"])) m.call(i);
        }
        finally { if (e) throw e.error; }
    }
    return ar;
};
var __spreadArray = (this && this.__spreadArray) || function (to, from, pack) {
    if (pack || arguments.length === 2) for (var i = 0, l = from.length, ar; i < l; i++) {
        if (ar || !(i in from)) {
            if (!ar) ar = Array.prototype.slice.call(from, 0, i);
            ar[i] = from[i];
        }
    }
    return to.concat(ar || Array.prototype.slice.call(from));
};
var JINJA = (function () {
    var _a;
    var __defProp = Object.defineProperty;
    var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
    var __getOwnPropNames = Object.getOwnPropertyNames;
    var __hasOwnProp = Object.prototype.hasOwnProperty;
    var __export = function (target, all) {
        for (var name in all)
            __defProp(target, name, { get: all[name], enumerable: true });
    };
    var __copyProps = function (to, from, except, desc) {
        var e_1, _b;
        if (from && typeof from === "object" || typeof from === "function") {
            var _loop_1 = function (key) {
                if (!__hasOwnProp.call(to, key) && key !== except)
                    __defProp(to, key, { get: function () { return from[key]; }, enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
            };
            try {
                for (var _c = __values(__getOwnPropNames(from)), _d = _c.next(); !_d.done; _d = _c.next()) {
                    var key = _d.value;
                    _loop_1(key);
                }
            }
            catch (e_1_1) { e_1 = { error: e_1_1 }; }
            finally {
                try {
                    if (_d && !_d.done && (_b = _c.return)) _b.call(_c);
                }
                finally { if (e_1) throw e_1.error; }
            }
        }
        return to;
    };
    var __toCommonJS = function (mod) { return __copyProps(__defProp({}, "__esModule", { value: true }), mod); };
    var entry_exports = {};
    __export(entry_exports, {
        ArrayValue: function () { return ArrayValue; },
        BooleanValue: function () { return BooleanValue; },
        Environment: function () { return Environment; },
        FloatValue: function () { return FloatValue; },
        FunctionValue: function () { return FunctionValue; },
        IntegerValue: function () { return IntegerValue; },
        Interpreter: function () { return Interpreter; },
        KeywordArgumentsValue: function () { return KeywordArgumentsValue; },
        NamespaceValue: function () { return NamespaceValue; },
        NullValue: function () { return NullValue; },
        ObjectValue: function () { return ObjectValue; },
        StringValue: function () { return StringValue; },
        TupleValue: function () { return TupleValue; },
        UndefinedValue: function () { return UndefinedValue; },
        parse: function () { return parse; },
        setupGlobals: function () { return setupGlobals; },
        tokenize: function () { return tokenize; }
    });
    var TOKEN_TYPES = Object.freeze({
        Text: "Text",
        NumericLiteral: "NumericLiteral",
        StringLiteral: "StringLiteral",
        Identifier: "Identifier",
        Equals: "Equals",
        OpenParen: "OpenParen",
        CloseParen: "CloseParen",
        OpenStatement: "OpenStatement",
        CloseStatement: "CloseStatement",
        OpenExpression: "OpenExpression",
        CloseExpression: "CloseExpression",
        OpenSquareBracket: "OpenSquareBracket",
        CloseSquareBracket: "CloseSquareBracket",
        OpenCurlyBracket: "OpenCurlyBracket",
        CloseCurlyBracket: "CloseCurlyBracket",
        Comma: "Comma",
        Dot: "Dot",
        Colon: "Colon",
        Pipe: "Pipe",
        CallOperator: "CallOperator",
        AdditiveBinaryOperator: "AdditiveBinaryOperator",
        MultiplicativeBinaryOperator: "MultiplicativeBinaryOperator",
        ExponentiationBinaryOperator: "ExponentiationBinaryOperator",
        ComparisonBinaryOperator: "ComparisonBinaryOperator",
        UnaryOperator: "UnaryOperator",
        Comment: "Comment"
    });
    var Token = (function () {
        function Token(value, type) {
            this.value = value;
            this.type = type;
        }
        return Token;
    }());
    function isWord(char) {
        return /\w/.test(char);
    }
    function isInteger(char) {
        return /[0-9]/.test(char);
    }
    function isWhitespace(char) {
        return /\s/.test(char);
    }
    var ORDERED_MAPPING_TABLE = [
        ["{%", TOKEN_TYPES.OpenStatement],
        ["%}", TOKEN_TYPES.CloseStatement],
        ["{{", TOKEN_TYPES.OpenExpression],
        ["}}", TOKEN_TYPES.CloseExpression],
        ["(", TOKEN_TYPES.OpenParen],
        [")", TOKEN_TYPES.CloseParen],
        ["{", TOKEN_TYPES.OpenCurlyBracket],
        ["}", TOKEN_TYPES.CloseCurlyBracket],
        ["[", TOKEN_TYPES.OpenSquareBracket],
        ["]", TOKEN_TYPES.CloseSquareBracket],
        [",", TOKEN_TYPES.Comma],
        [".", TOKEN_TYPES.Dot],
        [":", TOKEN_TYPES.Colon],
        ["|", TOKEN_TYPES.Pipe],
        ["<=", TOKEN_TYPES.ComparisonBinaryOperator],
        [">=", TOKEN_TYPES.ComparisonBinaryOperator],
        ["==", TOKEN_TYPES.ComparisonBinaryOperator],
        ["!=", TOKEN_TYPES.ComparisonBinaryOperator],
        ["<", TOKEN_TYPES.ComparisonBinaryOperator],
        [">", TOKEN_TYPES.ComparisonBinaryOperator],
        ["+", TOKEN_TYPES.AdditiveBinaryOperator],
        ["-", TOKEN_TYPES.AdditiveBinaryOperator],
        ["~", TOKEN_TYPES.AdditiveBinaryOperator],
        ["**", TOKEN_TYPES.ExponentiationBinaryOperator],
        ["*", TOKEN_TYPES.MultiplicativeBinaryOperator],
        ["//", TOKEN_TYPES.MultiplicativeBinaryOperator],
        ["/", TOKEN_TYPES.MultiplicativeBinaryOperator],
        ["%", TOKEN_TYPES.MultiplicativeBinaryOperator],
        ["=", TOKEN_TYPES.Equals]
    ];
    var ESCAPE_CHARACTERS = new Map([
        ["n", "\n"],
        ["t", "	"],
        ["r", "\r"],
        ["b", "\b"],
        ["f", "\f"],
        ["v", "\v"],
        ["'", "'"],
        ['"', '"'],
        ["\\", "\\"]
    ]);
    function preprocess(template, options) {
        if (options === void 0) { options = {}; }
        if (template.endsWith("\n")) {
            template = template.slice(0, -1);
        }
        if (options.lstrip_blocks) {
            template = template.replace(/^[ \t]*({[#%-])/gm, "$1");
        }
        if (options.trim_blocks) {
            template = template.replace(/([#%-]})\n/g, "$1");
        }
        return template.replace(/(\s*){%(-?)\s*(?:end)?generation\s*(-?)%}(\s*)/gs, function (_, before, lstrip, rstrip, after) { return (lstrip ? "" : before) + (rstrip ? "" : after); });
    }
    function tokenize(source, options) {
        var _b, _c, _d;
        if (options === void 0) { options = {}; }
        var tokens = [];
        var src = preprocess(source, options);
        var cursorPosition = 0;
        var curlyBracketDepth = 0;
        var consumeWhile = function (predicate) {
            var str = "";
            while (predicate(src[cursorPosition])) {
                if (src[cursorPosition] === "\\") {
                    ++cursorPosition;
                    if (cursorPosition >= src.length) {
                        throw new SyntaxError("Unexpected end of input");
                    }
                    var escaped = src[cursorPosition++];
                    if (escaped === "x" || escaped === "u") {
                        var length = escaped === "x" ? 2 : 4;
                        var hex = src.slice(cursorPosition, cursorPosition + length);
                        if (hex.length !== length || /[^0-9a-f]/i.test(hex)) {
                            throw new SyntaxError("Invalid hexadecimal escape sequence: \\".concat(escaped).concat(hex));
                        }
                        str += String.fromCharCode(parseInt(hex, 16));
                        cursorPosition += length;
                        continue;
                    }
                    var unescaped = ESCAPE_CHARACTERS.get(escaped);
                    if (unescaped === void 0) {
                        throw new SyntaxError("Unexpected escaped character: ".concat(escaped));
                    }
                    str += unescaped;
                    continue;
                }
                str += src[cursorPosition++];
                if (cursorPosition >= src.length) {
                    throw new SyntaxError("Unexpected end of input");
                }
            }
            return str;
        };
        var stripTrailingWhitespace = function () {
            var lastToken = tokens.at(-1);
            if (lastToken && lastToken.type === TOKEN_TYPES.Text) {
                lastToken.value = lastToken.value.trimEnd();
                if (lastToken.value === "") {
                    tokens.pop();
                }
            }
        };
        var skipLeadingWhitespace = function () {
            while (cursorPosition < src.length && isWhitespace(src[cursorPosition])) {
                ++cursorPosition;
            }
        };
        var _loop_2 = function () {
            var e_2, _e;
            var lastTokenType = (_b = tokens.at(-1)) === null || _b === void 0 ? void 0 : _b.type;
            if (lastTokenType === void 0 || lastTokenType === TOKEN_TYPES.CloseStatement || lastTokenType === TOKEN_TYPES.CloseExpression || lastTokenType === TOKEN_TYPES.Comment) {
                var text = "";
                while (cursorPosition < src.length &&
                    !(src[cursorPosition] === "{" && (src[cursorPosition + 1] === "%" || src[cursorPosition + 1] === "{" || src[cursorPosition + 1] === "#"))) {
                    text += src[cursorPosition++];
                }
                if (text.length > 0) {
                    tokens.push(new Token(text, TOKEN_TYPES.Text));
                    return "continue";
                }
            }
            if (src[cursorPosition] === "{" && src[cursorPosition + 1] === "#") {
                cursorPosition += 2;
                var stripBefore = src[cursorPosition] === "-";
                if (stripBefore) {
                    ++cursorPosition;
                }
                var comment = "";
                while (src[cursorPosition] !== "#" || src[cursorPosition + 1] !== "}") {
                    if (cursorPosition + 2 >= src.length) {
                        throw new SyntaxError("Missing end of comment tag");
                    }
                    comment += src[cursorPosition++];
                }
                var stripAfter = comment.endsWith("-");
                if (stripAfter) {
                    comment = comment.slice(0, -1);
                }
                if (stripBefore) {
                    stripTrailingWhitespace();
                }
                tokens.push(new Token(comment, TOKEN_TYPES.Comment));
                cursorPosition += 2;
                if (stripAfter) {
                    skipLeadingWhitespace();
                }
                return "continue";
            }
            if (src.slice(cursorPosition, cursorPosition + 3) === "{%-") {
                stripTrailingWhitespace();
                tokens.push(new Token("{%", TOKEN_TYPES.OpenStatement));
                cursorPosition += 3;
                return "continue";
            }
            if (src.slice(cursorPosition, cursorPosition + 3) === "{{-") {
                stripTrailingWhitespace();
                tokens.push(new Token("{{", TOKEN_TYPES.OpenExpression));
                curlyBracketDepth = 0;
                cursorPosition += 3;
                return "continue";
            }
            consumeWhile(isWhitespace);
            if (src.slice(cursorPosition, cursorPosition + 3) === "-%}") {
                tokens.push(new Token("%}", TOKEN_TYPES.CloseStatement));
                cursorPosition += 3;
                skipLeadingWhitespace();
                return "continue";
            }
            if (src.slice(cursorPosition, cursorPosition + 3) === "-}}") {
                tokens.push(new Token("}}", TOKEN_TYPES.CloseExpression));
                cursorPosition += 3;
                skipLeadingWhitespace();
                return "continue";
            }
            var char = src[cursorPosition];
            if (char === "-" || char === "+") {
                var lastTokenType2 = (_c = tokens.at(-1)) === null || _c === void 0 ? void 0 : _c.type;
                if (lastTokenType2 === TOKEN_TYPES.Text || lastTokenType2 === void 0) {
                    throw new SyntaxError("Unexpected character: ".concat(char));
                }
                switch (lastTokenType2) {
                    case TOKEN_TYPES.Identifier:
                    case TOKEN_TYPES.NumericLiteral:
                    case TOKEN_TYPES.StringLiteral:
                    case TOKEN_TYPES.CloseParen:
                    case TOKEN_TYPES.CloseSquareBracket:
                        break;
                    default: {
                        ++cursorPosition;
                        var num = consumeWhile(isInteger);
                        if (num.length > 0 && src[cursorPosition] === "." && isInteger(src[cursorPosition + 1])) {
                            ++cursorPosition;
                            var frac = consumeWhile(isInteger);
                            num = "".concat(num, ".").concat(frac);
                        }
                        tokens.push(new Token("".concat(char).concat(num), num.length > 0 ? TOKEN_TYPES.NumericLiteral : TOKEN_TYPES.UnaryOperator));
                        return "continue";
                    }
                }
            }
            try {
                for (var ORDERED_MAPPING_TABLE_1 = (e_2 = void 0, __values(ORDERED_MAPPING_TABLE)), ORDERED_MAPPING_TABLE_1_1 = ORDERED_MAPPING_TABLE_1.next(); !ORDERED_MAPPING_TABLE_1_1.done; ORDERED_MAPPING_TABLE_1_1 = ORDERED_MAPPING_TABLE_1.next()) {
                    var _f = __read(ORDERED_MAPPING_TABLE_1_1.value, 2), seq = _f[0], type = _f[1];
                    if (seq === "}}" && curlyBracketDepth > 0) {
                        continue;
                    }
                    var slice2 = src.slice(cursorPosition, cursorPosition + seq.length);
                    if (slice2 === seq) {
                        tokens.push(new Token(seq, type));
                        if (type === TOKEN_TYPES.OpenExpression) {
                            curlyBracketDepth = 0;
                        }
                        else if (type === TOKEN_TYPES.OpenCurlyBracket) {
                            ++curlyBracketDepth;
                        }
                        else if (type === TOKEN_TYPES.CloseCurlyBracket) {
                            --curlyBracketDepth;
                        }
                        cursorPosition += seq.length;
                        return "continue-main";
                    }
                }
            }
            catch (e_2_1) { e_2 = { error: e_2_1 }; }
            finally {
                try {
                    if (ORDERED_MAPPING_TABLE_1_1 && !ORDERED_MAPPING_TABLE_1_1.done && (_e = ORDERED_MAPPING_TABLE_1.return)) _e.call(ORDERED_MAPPING_TABLE_1);
                }
                finally { if (e_2) throw e_2.error; }
            }
            if (char === "'" || char === '"') {
                ++cursorPosition;
                var str = consumeWhile(function (c) { return c !== char; });
                tokens.push(new Token(str, TOKEN_TYPES.StringLiteral));
                ++cursorPosition;
                return "continue";
            }
            if (isInteger(char)) {
                var num = consumeWhile(isInteger);
                if (((_d = tokens.at(-1)) === null || _d === void 0 ? void 0 : _d.type) !== TOKEN_TYPES.Dot && src[cursorPosition] === "." && isInteger(src[cursorPosition + 1])) {
                    ++cursorPosition;
                    var frac = consumeWhile(isInteger);
                    num = "".concat(num, ".").concat(frac);
                }
                tokens.push(new Token(num, TOKEN_TYPES.NumericLiteral));
                return "continue";
            }
            if (isWord(char)) {
                var word = consumeWhile(isWord);
                tokens.push(new Token(word, TOKEN_TYPES.Identifier));
                return "continue";
            }
            throw new SyntaxError("Unexpected character: ".concat(char));
        };
        main: while (cursorPosition < src.length) {
            var state_1 = _loop_2();
            switch (state_1) {
                case "continue-main": continue main;
            }
        }
        return tokens;
    }
    var Statement = (function () {
        function Statement() {
            this.type = "Statement";
        }
        return Statement;
    }());
    var Program = (function (_super) {
        __extends(Program, _super);
        function Program(body) {
            var _this = _super.call(this) || this;
            _this.body = body;
            _this.type = "Program";
            return _this;
        }
        return Program;
    }(Statement));
    var If = (function (_super) {
        __extends(If, _super);
        function If(test, body, alternate) {
            var _this = _super.call(this) || this;
            _this.test = test;
            _this.body = body;
            _this.alternate = alternate;
            _this.type = "If";
            return _this;
        }
        return If;
    }(Statement));
    var For = (function (_super) {
        __extends(For, _super);
        function For(loopvar, iterable, body, defaultBlock) {
            var _this = _super.call(this) || this;
            _this.loopvar = loopvar;
            _this.iterable = iterable;
            _this.body = body;
            _this.defaultBlock = defaultBlock;
            _this.type = "For";
            return _this;
        }
        return For;
    }(Statement));
    var Break = (function (_super) {
        __extends(Break, _super);
        function Break() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "Break";
            return _this;
        }
        return Break;
    }(Statement));
    var Continue = (function (_super) {
        __extends(Continue, _super);
        function Continue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "Continue";
            return _this;
        }
        return Continue;
    }(Statement));
    var SetStatement = (function (_super) {
        __extends(SetStatement, _super);
        function SetStatement(assignee, value, body) {
            var _this = _super.call(this) || this;
            _this.assignee = assignee;
            _this.value = value;
            _this.body = body;
            _this.type = "Set";
            return _this;
        }
        return SetStatement;
    }(Statement));
    var Macro = (function (_super) {
        __extends(Macro, _super);
        function Macro(name, args, body) {
            var _this = _super.call(this) || this;
            _this.name = name;
            _this.args = args;
            _this.body = body;
            _this.type = "Macro";
            return _this;
        }
        return Macro;
    }(Statement));
    var Comment = (function (_super) {
        __extends(Comment, _super);
        function Comment(value) {
            var _this = _super.call(this) || this;
            _this.value = value;
            _this.type = "Comment";
            return _this;
        }
        return Comment;
    }(Statement));
    var Expression = (function (_super) {
        __extends(Expression, _super);
        function Expression() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "Expression";
            return _this;
        }
        return Expression;
    }(Statement));
    var MemberExpression = (function (_super) {
        __extends(MemberExpression, _super);
        function MemberExpression(object, property, computed) {
            var _this = _super.call(this) || this;
            _this.object = object;
            _this.property = property;
            _this.computed = computed;
            _this.type = "MemberExpression";
            return _this;
        }
        return MemberExpression;
    }(Expression));
    var CallExpression = (function (_super) {
        __extends(CallExpression, _super);
        function CallExpression(callee, args) {
            var _this = _super.call(this) || this;
            _this.callee = callee;
            _this.args = args;
            _this.type = "CallExpression";
            return _this;
        }
        return CallExpression;
    }(Expression));
    var Identifier = (function (_super) {
        __extends(Identifier, _super);
        function Identifier(value) {
            var _this = _super.call(this) || this;
            _this.value = value;
            _this.type = "Identifier";
            return _this;
        }
        return Identifier;
    }(Expression));
    var Literal = (function (_super) {
        __extends(Literal, _super);
        function Literal(value) {
            var _this = _super.call(this) || this;
            _this.value = value;
            _this.type = "Literal";
            return _this;
        }
        return Literal;
    }(Expression));
    var IntegerLiteral = (function (_super) {
        __extends(IntegerLiteral, _super);
        function IntegerLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "IntegerLiteral";
            return _this;
        }
        return IntegerLiteral;
    }(Literal));
    var FloatLiteral = (function (_super) {
        __extends(FloatLiteral, _super);
        function FloatLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "FloatLiteral";
            return _this;
        }
        return FloatLiteral;
    }(Literal));
    var StringLiteral = (function (_super) {
        __extends(StringLiteral, _super);
        function StringLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "StringLiteral";
            return _this;
        }
        return StringLiteral;
    }(Literal));
    var ArrayLiteral = (function (_super) {
        __extends(ArrayLiteral, _super);
        function ArrayLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "ArrayLiteral";
            return _this;
        }
        return ArrayLiteral;
    }(Literal));
    var TupleLiteral = (function (_super) {
        __extends(TupleLiteral, _super);
        function TupleLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "TupleLiteral";
            return _this;
        }
        return TupleLiteral;
    }(Literal));
    var ObjectLiteral = (function (_super) {
        __extends(ObjectLiteral, _super);
        function ObjectLiteral() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "ObjectLiteral";
            return _this;
        }
        return ObjectLiteral;
    }(Literal));
    var BinaryExpression = (function (_super) {
        __extends(BinaryExpression, _super);
        function BinaryExpression(operator, left, right) {
            var _this = _super.call(this) || this;
            _this.operator = operator;
            _this.left = left;
            _this.right = right;
            _this.type = "BinaryExpression";
            return _this;
        }
        return BinaryExpression;
    }(Expression));
    var FilterExpression = (function (_super) {
        __extends(FilterExpression, _super);
        function FilterExpression(operand, filter) {
            var _this = _super.call(this) || this;
            _this.operand = operand;
            _this.filter = filter;
            _this.type = "FilterExpression";
            return _this;
        }
        return FilterExpression;
    }(Expression));
    var FilterStatement = (function (_super) {
        __extends(FilterStatement, _super);
        function FilterStatement(filter, body) {
            var _this = _super.call(this) || this;
            _this.filter = filter;
            _this.body = body;
            _this.type = "FilterStatement";
            return _this;
        }
        return FilterStatement;
    }(Statement));
    var SelectExpression = (function (_super) {
        __extends(SelectExpression, _super);
        function SelectExpression(lhs, test) {
            var _this = _super.call(this) || this;
            _this.lhs = lhs;
            _this.test = test;
            _this.type = "SelectExpression";
            return _this;
        }
        return SelectExpression;
    }(Expression));
    var TestExpression = (function (_super) {
        __extends(TestExpression, _super);
        function TestExpression(operand, negate, test) {
            var _this = _super.call(this) || this;
            _this.operand = operand;
            _this.negate = negate;
            _this.test = test;
            _this.type = "TestExpression";
            return _this;
        }
        return TestExpression;
    }(Expression));
    var UnaryExpression = (function (_super) {
        __extends(UnaryExpression, _super);
        function UnaryExpression(operator, argument) {
            var _this = _super.call(this) || this;
            _this.operator = operator;
            _this.argument = argument;
            _this.type = "UnaryExpression";
            return _this;
        }
        return UnaryExpression;
    }(Expression));
    var SliceExpression = (function (_super) {
        __extends(SliceExpression, _super);
        function SliceExpression(start, stop, step) {
            if (start === void 0) { start = void 0; }
            if (stop === void 0) { stop = void 0; }
            if (step === void 0) { step = void 0; }
            var _this = _super.call(this) || this;
            _this.start = start;
            _this.stop = stop;
            _this.step = step;
            _this.type = "SliceExpression";
            return _this;
        }
        return SliceExpression;
    }(Expression));
    var KeywordArgumentExpression = (function (_super) {
        __extends(KeywordArgumentExpression, _super);
        function KeywordArgumentExpression(key, value) {
            var _this = _super.call(this) || this;
            _this.key = key;
            _this.value = value;
            _this.type = "KeywordArgumentExpression";
            return _this;
        }
        return KeywordArgumentExpression;
    }(Expression));
    var SpreadExpression = (function (_super) {
        __extends(SpreadExpression, _super);
        function SpreadExpression(argument) {
            var _this = _super.call(this) || this;
            _this.argument = argument;
            _this.type = "SpreadExpression";
            return _this;
        }
        return SpreadExpression;
    }(Expression));
    var KeywordSpreadExpression = (function (_super) {
        __extends(KeywordSpreadExpression, _super);
        function KeywordSpreadExpression(argument) {
            var _this = _super.call(this) || this;
            _this.argument = argument;
            _this.type = "KeywordSpreadExpression";
            return _this;
        }
        return KeywordSpreadExpression;
    }(Expression));
    var CallStatement = (function (_super) {
        __extends(CallStatement, _super);
        function CallStatement(call, callerArgs, body) {
            var _this = _super.call(this) || this;
            _this.call = call;
            _this.callerArgs = callerArgs;
            _this.body = body;
            _this.type = "CallStatement";
            return _this;
        }
        return CallStatement;
    }(Statement));
    var Ternary = (function (_super) {
        __extends(Ternary, _super);
        function Ternary(condition, trueExpr, falseExpr) {
            var _this = _super.call(this) || this;
            _this.condition = condition;
            _this.trueExpr = trueExpr;
            _this.falseExpr = falseExpr;
            _this.type = "Ternary";
            return _this;
        }
        return Ternary;
    }(Expression));
    function parse(tokens) {
        var program = new Program([]);
        var current = 0;
        function expect(type, error) {
            var prev = tokens[current++];
            if (!prev || prev.type !== type) {
                throw new Error("Parser Error: ".concat(error, ". ").concat(prev.type, " !== ").concat(type, "."));
            }
            return prev;
        }
        function expectIdentifier(name) {
            if (!isIdentifier(name)) {
                throw new SyntaxError("Expected ".concat(name));
            }
            ++current;
        }
        function parseAny() {
            switch (tokens[current].type) {
                case TOKEN_TYPES.Comment:
                    return new Comment(tokens[current++].value);
                case TOKEN_TYPES.Text:
                    return parseText();
                case TOKEN_TYPES.OpenStatement:
                    return parseJinjaStatement();
                case TOKEN_TYPES.OpenExpression:
                    return parseJinjaExpression();
                default:
                    throw new SyntaxError("Unexpected token type: ".concat(tokens[current].type));
            }
        }
        function is() {
            var types = [];
            for (var _i = 0; _i < arguments.length; _i++) {
                types[_i] = arguments[_i];
            }
            return current + types.length <= tokens.length && types.every(function (type, i) { return type === tokens[current + i].type; });
        }
        function isStatement() {
            var _b, _c, _d;
            var names = [];
            for (var _i = 0; _i < arguments.length; _i++) {
                names[_i] = arguments[_i];
            }
            return ((_b = tokens[current]) === null || _b === void 0 ? void 0 : _b.type) === TOKEN_TYPES.OpenStatement && ((_c = tokens[current + 1]) === null || _c === void 0 ? void 0 : _c.type) === TOKEN_TYPES.Identifier && names.includes((_d = tokens[current + 1]) === null || _d === void 0 ? void 0 : _d.value);
        }
        function isIdentifier() {
            var names = [];
            for (var _i = 0; _i < arguments.length; _i++) {
                names[_i] = arguments[_i];
            }
            return current + names.length <= tokens.length && names.every(function (name, i) { return tokens[current + i].type === "Identifier" && name === tokens[current + i].value; });
        }
        function parseText() {
            return new StringLiteral(expect(TOKEN_TYPES.Text, "Expected text token").value);
        }
        function parseJinjaStatement() {
            expect(TOKEN_TYPES.OpenStatement, "Expected opening statement token");
            if (tokens[current].type !== TOKEN_TYPES.Identifier) {
                throw new SyntaxError("Unknown statement, got ".concat(tokens[current].type));
            }
            var name = tokens[current].value;
            var result;
            switch (name) {
                case "set":
                    ++current;
                    result = parseSetStatement();
                    break;
                case "if":
                    ++current;
                    result = parseIfStatement();
                    expect(TOKEN_TYPES.OpenStatement, "Expected {% token");
                    expectIdentifier("endif");
                    expect(TOKEN_TYPES.CloseStatement, "Expected %} token");
                    break;
                case "macro":
                    ++current;
                    result = parseMacroStatement();
                    expect(TOKEN_TYPES.OpenStatement, "Expected {% token");
                    expectIdentifier("endmacro");
                    expect(TOKEN_TYPES.CloseStatement, "Expected %} token");
                    break;
                case "for":
                    ++current;
                    result = parseForStatement();
                    expect(TOKEN_TYPES.OpenStatement, "Expected {% token");
                    expectIdentifier("endfor");
                    expect(TOKEN_TYPES.CloseStatement, "Expected %} token");
                    break;
                case "call": {
                    ++current;
                    var callerArgs = null;
                    if (is(TOKEN_TYPES.OpenParen)) {
                        callerArgs = parseArgs("parameters");
                    }
                    var callee = parsePrimaryExpression();
                    if (callee.type !== "Identifier") {
                        throw new SyntaxError("Expected identifier following call statement");
                    }
                    var callArgs = parseArgs("call");
                    expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                    var body = [];
                    while (!isStatement("endcall")) {
                        body.push(parseAny());
                    }
                    expect(TOKEN_TYPES.OpenStatement, "Expected '{%'");
                    expectIdentifier("endcall");
                    expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                    var callExpr = new CallExpression(callee, callArgs);
                    result = new CallStatement(callExpr, callerArgs, body);
                    break;
                }
                case "break":
                    ++current;
                    expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                    result = new Break();
                    break;
                case "continue":
                    ++current;
                    expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                    result = new Continue();
                    break;
                case "filter": {
                    ++current;
                    var filterNode = parsePrimaryExpression();
                    if (filterNode instanceof Identifier && is(TOKEN_TYPES.OpenParen)) {
                        filterNode = parseCallExpression(filterNode);
                    }
                    expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                    var filterBody = [];
                    while (!isStatement("endfilter")) {
                        filterBody.push(parseAny());
                    }
                    expect(TOKEN_TYPES.OpenStatement, "Expected '{%'");
                    expectIdentifier("endfilter");
                    expect(TOKEN_TYPES.CloseStatement, "Expected '%}'");
                    result = new FilterStatement(filterNode, filterBody);
                    break;
                }
                default:
                    throw new SyntaxError("Unknown statement type: ".concat(name));
            }
            return result;
        }
        function parseJinjaExpression() {
            expect(TOKEN_TYPES.OpenExpression, "Expected opening expression token");
            var result = parseExpression();
            expect(TOKEN_TYPES.CloseExpression, "Expected closing expression token");
            return result;
        }
        function parseSetStatement() {
            var left = parseExpressionSequence();
            var value = null;
            var body = [];
            if (is(TOKEN_TYPES.Equals)) {
                ++current;
                value = parseExpressionSequence();
            }
            else {
                expect(TOKEN_TYPES.CloseStatement, "Expected %} token");
                while (!isStatement("endset")) {
                    body.push(parseAny());
                }
                expect(TOKEN_TYPES.OpenStatement, "Expected {% token");
                expectIdentifier("endset");
            }
            expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
            return new SetStatement(left, value, body);
        }
        function parseIfStatement() {
            var test = parseExpression();
            expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
            var body = [];
            var alternate = [];
            while (!isStatement("elif", "else", "endif")) {
                body.push(parseAny());
            }
            if (isStatement("elif")) {
                ++current;
                ++current;
                var result = parseIfStatement();
                alternate.push(result);
            }
            else if (isStatement("else")) {
                ++current;
                ++current;
                expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                while (!isStatement("endif")) {
                    alternate.push(parseAny());
                }
            }
            return new If(test, body, alternate);
        }
        function parseMacroStatement() {
            var name = parsePrimaryExpression();
            if (name.type !== "Identifier") {
                throw new SyntaxError("Expected identifier following macro statement");
            }
            var args = parseArgs("parameters");
            expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
            var body = [];
            while (!isStatement("endmacro")) {
                body.push(parseAny());
            }
            return new Macro(name, args, body);
        }
        function parseExpressionSequence(primary) {
            if (primary === void 0) { primary = false; }
            var fn = primary ? parsePrimaryExpression : parseExpression;
            var expressions = [fn()];
            var isTuple = is(TOKEN_TYPES.Comma);
            while (isTuple) {
                ++current;
                expressions.push(fn());
                if (!is(TOKEN_TYPES.Comma)) {
                    break;
                }
            }
            return isTuple ? new TupleLiteral(expressions) : expressions[0];
        }
        function parseForStatement() {
            var loopVariable = parseExpressionSequence(true);
            if (!(loopVariable instanceof Identifier || loopVariable instanceof TupleLiteral)) {
                throw new SyntaxError("Expected identifier/tuple for the loop variable, got ".concat(loopVariable.type, " instead"));
            }
            if (!isIdentifier("in")) {
                throw new SyntaxError("Expected `in` keyword following loop variable");
            }
            ++current;
            var iterable = parseExpression();
            expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
            var body = [];
            while (!isStatement("endfor", "else")) {
                body.push(parseAny());
            }
            var alternative = [];
            if (isStatement("else")) {
                ++current;
                ++current;
                expect(TOKEN_TYPES.CloseStatement, "Expected closing statement token");
                while (!isStatement("endfor")) {
                    alternative.push(parseAny());
                }
            }
            return new For(loopVariable, iterable, body, alternative);
        }
        function parseExpression() {
            return parseIfExpression();
        }
        function parseIfExpression() {
            var a = parseLogicalOrExpression();
            if (isIdentifier("if")) {
                ++current;
                var test = parseLogicalOrExpression();
                if (isIdentifier("else")) {
                    ++current;
                    var falseExpr = parseIfExpression();
                    return new Ternary(test, a, falseExpr);
                }
                else {
                    return new SelectExpression(a, test);
                }
            }
            return a;
        }
        function parseLogicalOrExpression() {
            var left = parseLogicalAndExpression();
            while (isIdentifier("or")) {
                var operator = tokens[current];
                ++current;
                var right = parseLogicalAndExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parseLogicalAndExpression() {
            var left = parseLogicalNegationExpression();
            while (isIdentifier("and")) {
                var operator = tokens[current];
                ++current;
                var right = parseLogicalNegationExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parseLogicalNegationExpression() {
            var right;
            while (isIdentifier("not")) {
                var operator = tokens[current];
                ++current;
                var arg = parseLogicalNegationExpression();
                right = new UnaryExpression(operator, arg);
            }
            return right !== null && right !== void 0 ? right : parseComparisonExpression();
        }
        function parseComparisonExpression() {
            var left = parseAdditiveExpression();
            while (true) {
                var operator = void 0;
                if (isIdentifier("not", "in")) {
                    operator = new Token("not in", TOKEN_TYPES.Identifier);
                    current += 2;
                }
                else if (isIdentifier("in")) {
                    operator = tokens[current++];
                }
                else if (is(TOKEN_TYPES.ComparisonBinaryOperator)) {
                    operator = tokens[current++];
                }
                else {
                    break;
                }
                var right = parseAdditiveExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parseAdditiveExpression() {
            var left = parseMultiplicativeExpression();
            while (is(TOKEN_TYPES.AdditiveBinaryOperator)) {
                var operator = tokens[current];
                ++current;
                var right = parseMultiplicativeExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parseCallMemberExpression() {
            var member = parseMemberExpression(parsePrimaryExpression());
            if (is(TOKEN_TYPES.OpenParen)) {
                return parseCallExpression(member);
            }
            return member;
        }
        function parseCallExpression(callee) {
            var expression = new CallExpression(callee, parseArgs("call"));
            expression = parseMemberExpression(expression);
            if (is(TOKEN_TYPES.OpenParen)) {
                expression = parseCallExpression(expression);
            }
            return expression;
        }
        function parseArgs(mode) {
            expect(TOKEN_TYPES.OpenParen, "Expected opening parenthesis for arguments list");
            var args = parseArgumentsList(mode);
            expect(TOKEN_TYPES.CloseParen, "Expected closing parenthesis for arguments list");
            return args;
        }
        function parseArgumentsList(mode) {
            var args = [];
            var parameterNames = new Set();
            var sawKeywordOrDefault = false;
            var sawSpreadArgument = false;
            while (!is(TOKEN_TYPES.CloseParen)) {
                var isKeywordSpread = is(TOKEN_TYPES.ExponentiationBinaryOperator);
                var isPositionalSpread = is(TOKEN_TYPES.MultiplicativeBinaryOperator) && tokens[current].value === "*";
                if (mode === "parameters" && (isKeywordSpread || isPositionalSpread)) {
                    throw new SyntaxError("Argument unpacking is not allowed in parameter declarations");
                }
                if (isKeywordSpread) {
                    ++current;
                    args.push(new KeywordSpreadExpression(parseExpression()));
                    if (is(TOKEN_TYPES.Comma)) {
                        ++current;
                    }
                    if (!is(TOKEN_TYPES.CloseParen)) {
                        throw new SyntaxError("Expected closing parenthesis: `**` must be applied to the final argument");
                    }
                    break;
                }
                var argument = void 0;
                if (isPositionalSpread) {
                    if (sawSpreadArgument) {
                        throw new SyntaxError("Only one `*` argument unpacking is allowed");
                    }
                    sawSpreadArgument = true;
                    ++current;
                    var expr = parseExpression();
                    argument = new SpreadExpression(expr);
                }
                else {
                    argument = parseExpression();
                    if (is(TOKEN_TYPES.Equals)) {
                        ++current;
                        if (!(argument instanceof Identifier)) {
                            throw new SyntaxError(mode === "parameters" ? "Expected identifier for parameter declaration" : "Expected identifier for keyword argument");
                        }
                        var value = parseExpression();
                        argument = new KeywordArgumentExpression(argument, value);
                    }
                    if (mode === "parameters") {
                        if (!(argument instanceof Identifier || argument instanceof KeywordArgumentExpression)) {
                            throw new SyntaxError("Expected identifier for parameter declaration");
                        }
                        var parameterName = argument instanceof Identifier ? argument.value : argument.key.value;
                        if (parameterNames.has(parameterName)) {
                            throw new SyntaxError("Duplicate parameter name: ".concat(parameterName));
                        }
                        parameterNames.add(parameterName);
                    }
                    if (argument instanceof KeywordArgumentExpression) {
                        sawKeywordOrDefault = true;
                    }
                    else if (sawKeywordOrDefault) {
                        throw new SyntaxError(mode === "call" ? "Positional arguments must come before keyword arguments" : "Non-default argument follows default argument");
                    }
                    else if (sawSpreadArgument) {
                        throw new SyntaxError("Positional arguments must not follow `*` argument unpacking");
                    }
                }
                args.push(argument);
                if (is(TOKEN_TYPES.Comma)) {
                    ++current;
                }
            }
            return args;
        }
        function parseMemberExpressionArgumentsList() {
            var slices = [];
            var isSlice = false;
            while (!is(TOKEN_TYPES.CloseSquareBracket)) {
                if (is(TOKEN_TYPES.Colon)) {
                    slices.push(void 0);
                    ++current;
                    isSlice = true;
                }
                else {
                    slices.push(parseExpression());
                    if (is(TOKEN_TYPES.Colon)) {
                        ++current;
                        isSlice = true;
                    }
                }
            }
            if (slices.length === 0) {
                throw new SyntaxError("Expected at least one argument for member/slice expression");
            }
            if (isSlice) {
                if (slices.length > 3) {
                    throw new SyntaxError("Expected 0-3 arguments for slice expression");
                }
                return new (SliceExpression.bind.apply(SliceExpression, __spreadArray([void 0], __read(slices), false)))();
            }
            return slices[0];
        }
        function parseMemberExpression(object) {
            while (is(TOKEN_TYPES.Dot) || is(TOKEN_TYPES.OpenSquareBracket)) {
                var operator = tokens[current];
                ++current;
                var property = void 0;
                var computed = operator.type === TOKEN_TYPES.OpenSquareBracket;
                if (computed) {
                    property = parseMemberExpressionArgumentsList();
                    expect(TOKEN_TYPES.CloseSquareBracket, "Expected closing square bracket");
                }
                else {
                    property = parsePrimaryExpression();
                    if (property.type !== "Identifier" && property.type !== "IntegerLiteral") {
                        throw new SyntaxError("Expected identifier or integer following dot operator");
                    }
                }
                object = new MemberExpression(object, property, computed);
            }
            return object;
        }
        function parseMultiplicativeExpression() {
            var left = parsePowerExpression();
            while (is(TOKEN_TYPES.MultiplicativeBinaryOperator)) {
                var operator = tokens[current++];
                var right = parsePowerExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parsePowerExpression() {
            var left = parseTestExpression();
            while (is(TOKEN_TYPES.ExponentiationBinaryOperator)) {
                var operator = tokens[current++];
                var right = parseTestExpression();
                left = new BinaryExpression(operator, left, right);
            }
            return left;
        }
        function parseTestExpression() {
            var operand = parseFilterExpression();
            while (isIdentifier("is")) {
                ++current;
                var negate = isIdentifier("not");
                if (negate) {
                    ++current;
                }
                var filter = parsePrimaryExpression();
                if (!(filter instanceof Identifier)) {
                    throw new SyntaxError("Expected identifier for the test");
                }
                operand = new TestExpression(operand, negate, filter);
            }
            return operand;
        }
        function parseFilterExpression() {
            var operand = parseUnarySignExpression();
            while (is(TOKEN_TYPES.Pipe)) {
                ++current;
                var filter = parsePrimaryExpression();
                if (!(filter instanceof Identifier)) {
                    throw new SyntaxError("Expected identifier for the filter");
                }
                if (is(TOKEN_TYPES.OpenParen)) {
                    filter = parseCallExpression(filter);
                }
                operand = new FilterExpression(operand, filter);
            }
            return operand;
        }
        function parseUnarySignExpression() {
            var token = tokens[current];
            if (token && (token.type === TOKEN_TYPES.UnaryOperator || token.type === TOKEN_TYPES.AdditiveBinaryOperator) && (token.value === "-" || token.value === "+")) {
                var operator = tokens[current++];
                var argument = parseUnarySignExpression();
                return new UnaryExpression(operator, argument);
            }
            return parseCallMemberExpression();
        }
        function parsePrimaryExpression() {
            var token = tokens[current++];
            switch (token.type) {
                case TOKEN_TYPES.NumericLiteral: {
                    var num = token.value;
                    return num.includes(".") ? new FloatLiteral(Number(num)) : new IntegerLiteral(Number(num));
                }
                case TOKEN_TYPES.StringLiteral: {
                    var value = token.value;
                    while (is(TOKEN_TYPES.StringLiteral)) {
                        value += tokens[current++].value;
                    }
                    return new StringLiteral(value);
                }
                case TOKEN_TYPES.Identifier:
                    return new Identifier(token.value);
                case TOKEN_TYPES.OpenParen: {
                    var expression = parseExpressionSequence();
                    expect(TOKEN_TYPES.CloseParen, "Expected closing parenthesis, got ${tokens[current].type} instead.");
                    return expression;
                }
                case TOKEN_TYPES.OpenSquareBracket: {
                    var values = [];
                    while (!is(TOKEN_TYPES.CloseSquareBracket)) {
                        values.push(parseExpression());
                        if (is(TOKEN_TYPES.Comma)) {
                            ++current;
                        }
                    }
                    ++current;
                    return new ArrayLiteral(values);
                }
                case TOKEN_TYPES.OpenCurlyBracket: {
                    var values = new Map();
                    while (!is(TOKEN_TYPES.CloseCurlyBracket)) {
                        var key = parseExpression();
                        expect(TOKEN_TYPES.Colon, "Expected colon between key and value in object literal");
                        var value = parseExpression();
                        values.set(key, value);
                        if (is(TOKEN_TYPES.Comma)) {
                            ++current;
                        }
                    }
                    ++current;
                    return new ObjectLiteral(values);
                }
                default:
                    throw new SyntaxError("Unexpected token: ".concat(token.type));
            }
        }
        while (current < tokens.length) {
            program.body.push(parseAny());
        }
        return program;
    }
    function range(start, stop, step) {
        if (step === void 0) { step = 1; }
        if (stop === void 0) {
            stop = start;
            start = 0;
        }
        if (step === 0) {
            throw new Error("range() step must not be zero");
        }
        var result = [];
        if (step > 0) {
            for (var i = start; i < stop; i += step) {
                result.push(i);
            }
        }
        else {
            for (var i = start; i > stop; i += step) {
                result.push(i);
            }
        }
        return result;
    }
    function slice(array, start, stop, step) {
        if (step === void 0) { step = 1; }
        var direction = Math.sign(step);
        if (direction >= 0) {
            start = (start !== null && start !== void 0 ? start : (start = 0)) < 0 ? Math.max(array.length + start, 0) : Math.min(start, array.length);
            stop = (stop !== null && stop !== void 0 ? stop : (stop = array.length)) < 0 ? Math.max(array.length + stop, 0) : Math.min(stop, array.length);
        }
        else {
            start = (start !== null && start !== void 0 ? start : (start = array.length - 1)) < 0 ? Math.max(array.length + start, -1) : Math.min(start, array.length - 1);
            stop = (stop !== null && stop !== void 0 ? stop : (stop = -1)) < -1 ? Math.max(array.length + stop, -1) : Math.min(stop, array.length - 1);
        }
        var result = [];
        for (var i = start; direction * i < direction * stop; i += step) {
            result.push(array[i]);
        }
        return result;
    }
    function titleCase(value) {
        return value.replace(/\b\w/g, function (c) { return c.toUpperCase(); });
    }
    function strftime_now(format) {
        return strftime(new Date(), format);
    }
    function strftime(date, format) {
        var monthFormatterLong = new Intl.DateTimeFormat(void 0, { month: "long" });
        var monthFormatterShort = new Intl.DateTimeFormat(void 0, { month: "short" });
        var pad2 = function (n) { return n < 10 ? "0" + n : n.toString(); };
        return format.replace(/%[YmdbBHM%]/g, function (token) {
            switch (token) {
                case "%Y":
                    return date.getFullYear().toString();
                case "%m":
                    return pad2(date.getMonth() + 1);
                case "%d":
                    return pad2(date.getDate());
                case "%b":
                    return monthFormatterShort.format(date);
                case "%B":
                    return monthFormatterLong.format(date);
                case "%H":
                    return pad2(date.getHours());
                case "%M":
                    return pad2(date.getMinutes());
                case "%%":
                    return "%";
                default:
                    return token;
            }
        });
    }
    function escapeRegExp(s) {
        return s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    }
    function replace(str, oldvalue, newvalue, count) {
        if (count === 0) {
            return str;
        }
        var remaining = count == null || count < 0 ? Infinity : count;
        var pattern = oldvalue.length === 0 ? new RegExp("(?=)", "gu") : new RegExp(escapeRegExp(oldvalue), "gu");
        return str.replaceAll(pattern, function (match) {
            if (remaining > 0) {
                --remaining;
                return newvalue;
            }
            return match;
        });
    }
    var BreakControl = (function (_super) {
        __extends(BreakControl, _super);
        function BreakControl() {
            return _super !== null && _super.apply(this, arguments) || this;
        }
        return BreakControl;
    }(Error));
    var ContinueControl = (function (_super) {
        __extends(ContinueControl, _super);
        function ContinueControl() {
            return _super !== null && _super.apply(this, arguments) || this;
        }
        return ContinueControl;
    }(Error));
    var EMPTY_BUILTINS = new Map();
    var RuntimeValue = (function () {
        function RuntimeValue(value) {
            if (value === void 0) { value = void 0; }
            this.type = "RuntimeValue";
            this.value = value;
        }
        Object.defineProperty(RuntimeValue.prototype, "builtins", {
            get: function () {
                return EMPTY_BUILTINS;
            },
            enumerable: false,
            configurable: true
        });
        RuntimeValue.prototype.__bool__ = function () {
            return new BooleanValue(!!this.value);
        };
        RuntimeValue.prototype.toString = function () {
            return String(this.value);
        };
        return RuntimeValue;
    }());
    var IntegerValue = (function (_super) {
        __extends(IntegerValue, _super);
        function IntegerValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "IntegerValue";
            return _this;
        }
        return IntegerValue;
    }(RuntimeValue));
    var FloatValue = (function (_super) {
        __extends(FloatValue, _super);
        function FloatValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "FloatValue";
            return _this;
        }
        FloatValue.prototype.toString = function () {
            if (Object.is(this.value, -0)) {
                return "-0.0";
            }
            return this.value % 1 === 0 ? this.value.toFixed(1) : this.value.toString();
        };
        return FloatValue;
    }(RuntimeValue));
    var StringValue = (function (_super) {
        __extends(_StringValue, _super);
        function _StringValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "StringValue";
            return _this;
        }
        Object.defineProperty(_StringValue.prototype, "builtins", {
            get: function () {
                var _this = this;
                var _b;
                return (_b = this._builtins) !== null && _b !== void 0 ? _b : (this._builtins = new Map([
                    [
                        "upper",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.toUpperCase());
                        })
                    ],
                    [
                        "lower",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.toLowerCase());
                        })
                    ],
                    [
                        "strip",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.trim());
                        })
                    ],
                    [
                        "title",
                        new FunctionValue(function () {
                            return new _StringValue(titleCase(_this.value));
                        })
                    ],
                    [
                        "capitalize",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.charAt(0).toUpperCase() + _this.value.slice(1));
                        })
                    ],
                    ["length", new IntegerValue(this.value.length)],
                    [
                        "rstrip",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.trimEnd());
                        })
                    ],
                    [
                        "lstrip",
                        new FunctionValue(function () {
                            return new _StringValue(_this.value.trimStart());
                        })
                    ],
                    [
                        "startswith",
                        new FunctionValue(function (args) {
                            var e_3, _b;
                            if (args.length === 0) {
                                throw new Error("startswith() requires at least one argument");
                            }
                            var pattern = args[0];
                            if (pattern instanceof _StringValue) {
                                return new BooleanValue(_this.value.startsWith(pattern.value));
                            }
                            else if (pattern instanceof ArrayValue) {
                                try {
                                    for (var _c = __values(pattern.value), _d = _c.next(); !_d.done; _d = _c.next()) {
                                        var item = _d.value;
                                        if (!(item instanceof _StringValue)) {
                                            throw new Error("startswith() tuple elements must be strings");
                                        }
                                        if (_this.value.startsWith(item.value)) {
                                            return new BooleanValue(true);
                                        }
                                    }
                                }
                                catch (e_3_1) { e_3 = { error: e_3_1 }; }
                                finally {
                                    try {
                                        if (_d && !_d.done && (_b = _c.return)) _b.call(_c);
                                    }
                                    finally { if (e_3) throw e_3.error; }
                                }
                                return new BooleanValue(false);
                            }
                            throw new Error("startswith() argument must be a string or tuple of strings");
                        })
                    ],
                    [
                        "endswith",
                        new FunctionValue(function (args) {
                            var e_4, _b;
                            if (args.length === 0) {
                                throw new Error("endswith() requires at least one argument");
                            }
                            var pattern = args[0];
                            if (pattern instanceof _StringValue) {
                                return new BooleanValue(_this.value.endsWith(pattern.value));
                            }
                            else if (pattern instanceof ArrayValue) {
                                try {
                                    for (var _c = __values(pattern.value), _d = _c.next(); !_d.done; _d = _c.next()) {
                                        var item = _d.value;
                                        if (!(item instanceof _StringValue)) {
                                            throw new Error("endswith() tuple elements must be strings");
                                        }
                                        if (_this.value.endsWith(item.value)) {
                                            return new BooleanValue(true);
                                        }
                                    }
                                }
                                catch (e_4_1) { e_4 = { error: e_4_1 }; }
                                finally {
                                    try {
                                        if (_d && !_d.done && (_b = _c.return)) _b.call(_c);
                                    }
                                    finally { if (e_4) throw e_4.error; }
                                }
                                return new BooleanValue(false);
                            }
                            throw new Error("endswith() argument must be a string or tuple of strings");
                        })
                    ],
                    [
                        "split",
                        new FunctionValue(function (args) {
                            var e_5, _b;
                            var _c, _d;
                            var sep = (_c = args[0]) !== null && _c !== void 0 ? _c : new NullValue();
                            if (!(sep instanceof _StringValue || sep instanceof NullValue)) {
                                throw new Error("sep argument must be a string or null");
                            }
                            var maxsplit = (_d = args[1]) !== null && _d !== void 0 ? _d : new IntegerValue(-1);
                            if (!(maxsplit instanceof IntegerValue)) {
                                throw new Error("maxsplit argument must be a number");
                            }
                            var result = [];
                            if (sep instanceof NullValue) {
                                var text = _this.value.trimStart();
                                try {
                                    for (var _e = __values(text.matchAll(/\S+/g)), _f = _e.next(); !_f.done; _f = _e.next()) {
                                        var _g = _f.value, match = _g[0], index = _g.index;
                                        if (maxsplit.value !== -1 && result.length >= maxsplit.value && index !== void 0) {
                                            result.push(match + text.slice(index + match.length));
                                            break;
                                        }
                                        result.push(match);
                                    }
                                }
                                catch (e_5_1) { e_5 = { error: e_5_1 }; }
                                finally {
                                    try {
                                        if (_f && !_f.done && (_b = _e.return)) _b.call(_e);
                                    }
                                    finally { if (e_5) throw e_5.error; }
                                }
                            }
                            else {
                                if (sep.value === "") {
                                    throw new Error("empty separator");
                                }
                                result = _this.value.split(sep.value);
                                if (maxsplit.value !== -1 && result.length > maxsplit.value) {
                                    result.push(result.splice(maxsplit.value).join(sep.value));
                                }
                            }
                            return new ArrayValue(result.map(function (part) { return new _StringValue(part); }));
                        })
                    ],
                    [
                        "replace",
                        new FunctionValue(function (args) {
                            var _b;
                            if (args.length < 2) {
                                throw new Error("replace() requires at least two arguments");
                            }
                            var oldValue = args[0];
                            var newValue = args[1];
                            if (!(oldValue instanceof _StringValue && newValue instanceof _StringValue)) {
                                throw new Error("replace() arguments must be strings");
                            }
                            var count;
                            if (args.length > 2) {
                                if (args[2].type === "KeywordArgumentsValue") {
                                    count = (_b = args[2].value.get("count")) !== null && _b !== void 0 ? _b : new NullValue();
                                }
                                else {
                                    count = args[2];
                                }
                            }
                            else {
                                count = new NullValue();
                            }
                            if (!(count instanceof IntegerValue || count instanceof NullValue)) {
                                throw new Error("replace() count argument must be a number or null");
                            }
                            return new _StringValue(replace(_this.value, oldValue.value, newValue.value, count.value));
                        })
                    ]
                ]));
            },
            enumerable: false,
            configurable: true
        });
        return _StringValue;
    }(RuntimeValue));
    var BooleanValue = (function (_super) {
        __extends(BooleanValue, _super);
        function BooleanValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "BooleanValue";
            return _this;
        }
        return BooleanValue;
    }(RuntimeValue));
    var NON_ASCII_CHARS = /[\x7f-\uffff]/g;
    function makeAsciiSafe(str) {
        return str.replace(NON_ASCII_CHARS, function (char) { return "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"); });
    }
    function toJSON(input, options, depth, convertUndefinedToNull) {
        var _b;
        if (options === void 0) { options = {}; }
        if (depth === void 0) { depth = 0; }
        if (convertUndefinedToNull === void 0) { convertUndefinedToNull = true; }
        var _c = options.indent, indent = _c === void 0 ? null : _c, _d = options.ensureAscii, ensureAscii = _d === void 0 ? false : _d, _e = options.separators, separators = _e === void 0 ? null : _e, _f = options.sortKeys, sortKeys = _f === void 0 ? false : _f;
        var itemSeparator;
        var keySeparator;
        if (separators) {
            _b = __read(separators, 2), itemSeparator = _b[0], keySeparator = _b[1];
        }
        else if (indent) {
            itemSeparator = ",";
            keySeparator = ": ";
        }
        else {
            itemSeparator = ", ";
            keySeparator = ": ";
        }
        switch (input.type) {
            case "NullValue":
                return "null";
            case "UndefinedValue":
                return convertUndefinedToNull ? "null" : "undefined";
            case "IntegerValue":
            case "FloatValue":
            case "BooleanValue":
                return JSON.stringify(input.value);
            case "StringValue": {
                var result = JSON.stringify(input.value);
                if (ensureAscii) {
                    result = makeAsciiSafe(result);
                }
                return result;
            }
            case "ArrayValue":
            case "NamespaceValue":
            case "ObjectValue": {
                var indentValue = indent ? " ".repeat(indent) : "";
                var basePadding = "\n" + indentValue.repeat(depth);
                var childrenPadding_1 = basePadding + indentValue;
                if (input.type === "ArrayValue") {
                    var core = input.value.map(function (x) { return toJSON(x, options, depth + 1, convertUndefinedToNull); });
                    return indent && core.length > 0 ? "[".concat(childrenPadding_1).concat(core.join("".concat(itemSeparator).concat(childrenPadding_1))).concat(basePadding, "]") : "[".concat(core.join(itemSeparator), "]");
                }
                else {
                    var entries = Array.from(input.value.entries());
                    if (sortKeys) {
                        entries = entries.sort(function (_b, _c) {
                            var _d = __read(_b, 1), a = _d[0];
                            var _e = __read(_c, 1), b = _e[0];
                            return a.localeCompare(b);
                        });
                    }
                    var core = entries.map(function (_b) {
                        var _c = __read(_b, 2), key = _c[0], value = _c[1];
                        var keyStr = JSON.stringify(key);
                        if (ensureAscii) {
                            keyStr = makeAsciiSafe(keyStr);
                        }
                        var v = "".concat(keyStr).concat(keySeparator).concat(toJSON(value, options, depth + 1, convertUndefinedToNull));
                        return indent ? "".concat(childrenPadding_1).concat(v) : v;
                    });
                    return indent && core.length > 0 ? "{".concat(core.join(itemSeparator)).concat(basePadding, "}") : "{".concat(core.join(itemSeparator), "}");
                }
            }
            default:
                throw new Error("Cannot convert to JSON: ".concat(input.type));
        }
    }
    var ObjectValue = (function (_super) {
        __extends(class_1, _super);
        function class_1() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "ObjectValue";
            return _this;
        }
        class_1.prototype.__bool__ = function () {
            return new BooleanValue(this.value.size > 0);
        };
        Object.defineProperty(class_1.prototype, "builtins", {
            get: function () {
                var _this = this;
                var _b;
                return (_b = this._builtins) !== null && _b !== void 0 ? _b : (this._builtins = new Map([
                    [
                        "get",
                        new FunctionValue(function (_b) {
                            var _c, _d;
                            var _e = __read(_b, 2), key = _e[0], defaultValue = _e[1];
                            if (!(key instanceof StringValue)) {
                                throw new Error("Object key must be a string: got ".concat(key.type));
                            }
                            return (_d = (_c = _this.value.get(key.value)) !== null && _c !== void 0 ? _c : defaultValue) !== null && _d !== void 0 ? _d : new NullValue();
                        })
                    ],
                    ["items", new FunctionValue(function () { return _this.items(); })],
                    ["keys", new FunctionValue(function () { return _this.keys(); })],
                    ["values", new FunctionValue(function () { return _this.values(); })],
                    [
                        "dictsort",
                        new FunctionValue(function (args) {
                            var _b, _c, _d, _e, _f, _g;
                            var kwargs = new Map();
                            var positionalArgs = args.filter(function (arg) {
                                if (arg instanceof KeywordArgumentsValue) {
                                    kwargs = arg.value;
                                    return false;
                                }
                                return true;
                            });
                            var caseSensitive = (_c = (_b = positionalArgs.at(0)) !== null && _b !== void 0 ? _b : kwargs.get("case_sensitive")) !== null && _c !== void 0 ? _c : new BooleanValue(false);
                            if (!(caseSensitive instanceof BooleanValue)) {
                                throw new Error("case_sensitive must be a boolean");
                            }
                            var by = (_e = (_d = positionalArgs.at(1)) !== null && _d !== void 0 ? _d : kwargs.get("by")) !== null && _e !== void 0 ? _e : new StringValue("key");
                            if (!(by instanceof StringValue)) {
                                throw new Error("by must be a string");
                            }
                            if (!["key", "value"].includes(by.value)) {
                                throw new Error("by must be either 'key' or 'value'");
                            }
                            var reverse = (_g = (_f = positionalArgs.at(2)) !== null && _f !== void 0 ? _f : kwargs.get("reverse")) !== null && _g !== void 0 ? _g : new BooleanValue(false);
                            if (!(reverse instanceof BooleanValue)) {
                                throw new Error("reverse must be a boolean");
                            }
                            var items = Array.from(_this.value.entries()).map(function (_b) {
                                var _c = __read(_b, 2), key = _c[0], value = _c[1];
                                return new ArrayValue([new StringValue(key), value]);
                            }).sort(function (a, b) {
                                var index = by.value === "key" ? 0 : 1;
                                var aVal = a.value[index];
                                var bVal = b.value[index];
                                var result = compareRuntimeValues(aVal, bVal, caseSensitive.value);
                                return reverse.value ? -result : result;
                            });
                            return new ArrayValue(items);
                        })
                    ]
                ]));
            },
            enumerable: false,
            configurable: true
        });
        class_1.prototype.items = function () {
            return new ArrayValue(Array.from(this.value.entries()).map(function (_b) {
                var _c = __read(_b, 2), key = _c[0], value = _c[1];
                return new ArrayValue([new StringValue(key), value]);
            }));
        };
        class_1.prototype.keys = function () {
            return new ArrayValue(Array.from(this.value.keys()).map(function (key) { return new StringValue(key); }));
        };
        class_1.prototype.values = function () {
            return new ArrayValue(Array.from(this.value.values()));
        };
        class_1.prototype.toString = function () {
            return toJSON(this, {}, 0, false);
        };
        return class_1;
    }(RuntimeValue));
    var KeywordArgumentsValue = (function (_super) {
        __extends(KeywordArgumentsValue, _super);
        function KeywordArgumentsValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "KeywordArgumentsValue";
            return _this;
        }
        return KeywordArgumentsValue;
    }(ObjectValue));
    var NamespaceValue = (function (_super) {
        __extends(NamespaceValue, _super);
        function NamespaceValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "NamespaceValue";
            return _this;
        }
        NamespaceValue.prototype.toString = function () {
            return toJSON(this, {}, 0, false);
        };
        return NamespaceValue;
    }(RuntimeValue));
    var ArrayValue = (function (_super) {
        __extends(class_2, _super);
        function class_2() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "ArrayValue";
            return _this;
        }
        Object.defineProperty(class_2.prototype, "builtins", {
            get: function () {
                var _b;
                return (_b = this._builtins) !== null && _b !== void 0 ? _b : (this._builtins = new Map([["length", new IntegerValue(this.value.length)]]));
            },
            enumerable: false,
            configurable: true
        });
        class_2.prototype.__bool__ = function () {
            return new BooleanValue(this.value.length > 0);
        };
        class_2.prototype.toString = function () {
            return toJSON(this, {}, 0, false);
        };
        return class_2;
    }(RuntimeValue));
    var TupleValue = (function (_super) {
        __extends(TupleValue, _super);
        function TupleValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "TupleValue";
            return _this;
        }
        return TupleValue;
    }(ArrayValue));
    var FunctionValue = (function (_super) {
        __extends(FunctionValue, _super);
        function FunctionValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "FunctionValue";
            return _this;
        }
        return FunctionValue;
    }(RuntimeValue));
    var NullValue = (function (_super) {
        __extends(NullValue, _super);
        function NullValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "NullValue";
            return _this;
        }
        return NullValue;
    }(RuntimeValue));
    var UndefinedValue = (function (_super) {
        __extends(UndefinedValue, _super);
        function UndefinedValue() {
            var _this = _super.apply(this, __spreadArray([], __read(arguments), false)) || this;
            _this.type = "UndefinedValue";
            return _this;
        }
        return UndefinedValue;
    }(RuntimeValue));
    function normalizeNamespaceEntry(pair) {
        var values;
        if (pair instanceof ArrayValue) {
            values = pair.value;
        }
        else if (pair instanceof StringValue) {
            values = Array.from(pair.value, function (char) { return new StringValue(char); });
        }
        if (!values || values.length !== 2) {
            throw new Error("namespace expected an object or an iterable of [key, value] pairs");
        }
        var _b = __read(values, 2), key = _b[0], value = _b[1];
        if (!(key instanceof StringValue)) {
            throw new Error("namespace keys must be strings");
        }
        return [key, value];
    }
    var Environment = (_a = (function () {
            function _Environment(parent) {
                this.parent = parent;
                this.variables = new Map([
                    [
                        "namespace",
                        new FunctionValue(function (args) {
                            var e_6, _b, e_7, _c, e_8, _d;
                            var positional = args.slice();
                            var kwargs;
                            if (positional.at(-1) instanceof KeywordArgumentsValue) {
                                kwargs = positional.pop();
                            }
                            if (positional.length > 1) {
                                throw new Error("namespace expected at most 1 argument, got ".concat(positional.length));
                            }
                            var entries = new Map();
                            if (positional.length === 1) {
                                var source = positional[0];
                                if (source instanceof ObjectValue) {
                                    try {
                                        for (var _e = __values(source.value), _f = _e.next(); !_f.done; _f = _e.next()) {
                                            var _g = __read(_f.value, 2), key = _g[0], value = _g[1];
                                            entries.set(key, value);
                                        }
                                    }
                                    catch (e_6_1) { e_6 = { error: e_6_1 }; }
                                    finally {
                                        try {
                                            if (_f && !_f.done && (_b = _e.return)) _b.call(_e);
                                        }
                                        finally { if (e_6) throw e_6.error; }
                                    }
                                }
                                else if (source instanceof ArrayValue) {
                                    try {
                                        for (var _h = __values(source.value), _j = _h.next(); !_j.done; _j = _h.next()) {
                                            var pair = _j.value;
                                            var _k = __read(normalizeNamespaceEntry(pair), 2), key = _k[0], value = _k[1];
                                            entries.set(key.value, value);
                                        }
                                    }
                                    catch (e_7_1) { e_7 = { error: e_7_1 }; }
                                    finally {
                                        try {
                                            if (_j && !_j.done && (_c = _h.return)) _c.call(_h);
                                        }
                                        finally { if (e_7) throw e_7.error; }
                                    }
                                }
                                else {
                                    throw new Error("'".concat(source.type, "' object is not iterable"));
                                }
                            }
                            if (kwargs) {
                                try {
                                    for (var _l = __values(kwargs.value), _m = _l.next(); !_m.done; _m = _l.next()) {
                                        var _o = __read(_m.value, 2), key = _o[0], value = _o[1];
                                        entries.set(key, value);
                                    }
                                }
                                catch (e_8_1) { e_8 = { error: e_8_1 }; }
                                finally {
                                    try {
                                        if (_m && !_m.done && (_d = _l.return)) _d.call(_l);
                                    }
                                    finally { if (e_8) throw e_8.error; }
                                }
                            }
                            return new NamespaceValue(entries);
                        })
                    ]
                ]);
                this.tests = _a.TESTS;
            }
            _Environment.prototype.set = function (name, value) {
                return this.declareVariable(name, convertToRuntimeValues(value));
            };
            _Environment.prototype.declareVariable = function (name, value) {
                if (this.variables.has(name)) {
                    throw new SyntaxError("Variable already declared: ".concat(name));
                }
                this.variables.set(name, value);
                return value;
            };
            _Environment.prototype.setVariable = function (name, value) {
                this.variables.set(name, value);
                return value;
            };
            _Environment.prototype.resolve = function (name) {
                if (this.variables.has(name)) {
                    return this;
                }
                if (this.parent) {
                    return this.parent.resolve(name);
                }
                throw new Error("Unknown variable: ".concat(name));
            };
            _Environment.prototype.lookupVariable = function (name) {
                var _b;
                try {
                    return (_b = this.resolve(name).variables.get(name)) !== null && _b !== void 0 ? _b : new UndefinedValue();
                }
                catch (_c) {
                    return new UndefinedValue();
                }
            };
            return _Environment;
        }()),
        (function () {
            _a.TESTS = new Map([
                ["boolean", function (operand) { return operand.type === "BooleanValue"; }],
                ["callable", function (operand) { return operand instanceof FunctionValue; }],
                [
                    "odd",
                    function (operand) {
                        if (!(operand instanceof IntegerValue)) {
                            throw new Error("cannot odd on ".concat(operand.type));
                        }
                        return operand.value % 2 !== 0;
                    }
                ],
                [
                    "even",
                    function (operand) {
                        if (!(operand instanceof IntegerValue)) {
                            throw new Error("cannot even on ".concat(operand.type));
                        }
                        return operand.value % 2 === 0;
                    }
                ],
                ["false", function (operand) { return operand.type === "BooleanValue" && !operand.value; }],
                ["true", function (operand) { return operand.type === "BooleanValue" && operand.value; }],
                ["none", function (operand) { return operand.type === "NullValue"; }],
                ["string", function (operand) { return operand.type === "StringValue"; }],
                ["number", function (operand) { return operand instanceof IntegerValue || operand instanceof FloatValue; }],
                ["integer", function (operand) { return operand instanceof IntegerValue; }],
                ["iterable", function (operand) { return operand.type === "ArrayValue" || operand.type === "StringValue"; }],
                ["mapping", function (operand) { return operand instanceof ObjectValue; }],
                [
                    "sequence",
                    function (operand) { return operand instanceof ArrayValue || operand instanceof ObjectValue || operand instanceof StringValue; }
                ],
                [
                    "lower",
                    function (operand) {
                        var str = operand.value;
                        return operand.type === "StringValue" && str === str.toLowerCase();
                    }
                ],
                [
                    "upper",
                    function (operand) {
                        var str = operand.value;
                        return operand.type === "StringValue" && str === str.toUpperCase();
                    }
                ],
                ["none", function (operand) { return operand.type === "NullValue"; }],
                ["defined", function (operand) { return operand.type !== "UndefinedValue"; }],
                ["undefined", function (operand) { return operand.type === "UndefinedValue"; }],
                ["equalto", function (a, b) { return a.value === b.value; }],
                ["eq", function (a, b) { return a.value === b.value; }]
            ]);
        })(),
        _a);
    function setupGlobals(env) {
        env.set("false", false);
        env.set("true", true);
        env.set("none", null);
        env.set("raise_exception", function (args) {
            throw new Error(args);
        });
        env.set("range", range);
        env.set("strftime_now", strftime_now);
        env.set("True", true);
        env.set("False", false);
        env.set("None", null);
    }
    function isAttributeContainer(value) {
        return value instanceof ObjectValue || value instanceof NamespaceValue;
    }
    function isNumericLikeValue(value) {
        return value instanceof IntegerValue || value instanceof FloatValue || value instanceof BooleanValue;
    }
    function getNumericValue(value) {
        return value instanceof BooleanValue ? Number(value.value) : value.value;
    }
    function getAttributeValue(item, attributePath) {
        var e_9, _b;
        var _c;
        var parts = attributePath.split(".");
        var value = item;
        try {
            for (var parts_1 = __values(parts), parts_1_1 = parts_1.next(); !parts_1_1.done; parts_1_1 = parts_1.next()) {
                var part = parts_1_1.value;
                if (isAttributeContainer(value)) {
                    value = (_c = value.value.get(part)) !== null && _c !== void 0 ? _c : new UndefinedValue();
                }
                else if (value instanceof ArrayValue) {
                    var index = parseInt(part, 10);
                    if (!isNaN(index) && index >= 0 && index < value.value.length) {
                        value = value.value[index];
                    }
                    else {
                        return new UndefinedValue();
                    }
                }
                else {
                    return new UndefinedValue();
                }
            }
        }
        catch (e_9_1) { e_9 = { error: e_9_1 }; }
        finally {
            try {
                if (parts_1_1 && !parts_1_1.done && (_b = parts_1.return)) _b.call(parts_1);
            }
            finally { if (e_9) throw e_9.error; }
        }
        return value;
    }
    function compareRuntimeValues(a, b, caseSensitive) {
        if (caseSensitive === void 0) { caseSensitive = false; }
        if (a instanceof NullValue && b instanceof NullValue) {
            return 0;
        }
        if (a instanceof NullValue || b instanceof NullValue) {
            throw new Error("Cannot compare ".concat(a.type, " with ").concat(b.type));
        }
        if (a instanceof UndefinedValue && b instanceof UndefinedValue) {
            return 0;
        }
        if (a instanceof UndefinedValue || b instanceof UndefinedValue) {
            throw new Error("Cannot compare ".concat(a.type, " with ").concat(b.type));
        }
        if (isNumericLikeValue(a) && isNumericLikeValue(b)) {
            var aNum = getNumericValue(a);
            var bNum = getNumericValue(b);
            return aNum < bNum ? -1 : aNum > bNum ? 1 : 0;
        }
        if (a.type !== b.type) {
            throw new Error("Cannot compare different types: ".concat(a.type, " and ").concat(b.type));
        }
        switch (a.type) {
            case "StringValue": {
                var aStr = a.value;
                var bStr = b.value;
                if (!caseSensitive) {
                    aStr = aStr.toLowerCase();
                    bStr = bStr.toLowerCase();
                }
                return aStr < bStr ? -1 : aStr > bStr ? 1 : 0;
            }
            default:
                throw new Error("Cannot compare type: ".concat(a.type));
        }
    }
    function getParameterDescriptor(argument) {
        if (argument.type === "Identifier") {
            return { name: argument.value };
        }
        var keywordArgument = argument;
        return { name: keywordArgument.key.value, defaultValue: keywordArgument.value };
    }
    function isSpecialMacroArgument(name) {
        return name === "kwargs" || name === "varargs";
    }
    function findAccessedSpecialMacroArguments(parameters, body) {
        var e_10, _b;
        var declared = new Set();
        var accessed = new Set();
        var declareName = function (name) {
            if (isSpecialMacroArgument(name)) {
                declared.add(name);
            }
        };
        var declareTarget = function (target) {
            var e_11, _b;
            if (target.type === "Identifier") {
                declareName(target.value);
            }
            else if (target.type === "TupleLiteral") {
                try {
                    for (var _c = __values(target.value), _d = _c.next(); !_d.done; _d = _c.next()) {
                        var item = _d.value;
                        declareTarget(item);
                    }
                }
                catch (e_11_1) { e_11 = { error: e_11_1 }; }
                finally {
                    try {
                        if (_d && !_d.done && (_b = _c.return)) _b.call(_c);
                    }
                    finally { if (e_11) throw e_11.error; }
                }
            }
        };
        var declareArgument = function (argument) {
            declareName(getParameterDescriptor(argument).name);
        };
        var visitArgumentDefaults = function (args) {
            var e_12, _b;
            try {
                for (var args_1 = __values(args), args_1_1 = args_1.next(); !args_1_1.done; args_1_1 = args_1.next()) {
                    var argument = args_1_1.value;
                    var parameter = getParameterDescriptor(argument);
                    if (parameter.defaultValue) {
                        visit(parameter.defaultValue);
                    }
                }
            }
            catch (e_12_1) { e_12 = { error: e_12_1 }; }
            finally {
                try {
                    if (args_1_1 && !args_1_1.done && (_b = args_1.return)) _b.call(args_1);
                }
                finally { if (e_12) throw e_12.error; }
            }
        };
        var visitFilter = function (filter) {
            if (filter.type === "CallExpression") {
                visit(filter.args);
            }
        };
        var visit = function (node) {
            var e_13, _b, e_14, _c, e_15, _d, e_16, _e, e_17, _f;
            var _g, _h;
            if (Array.isArray(node)) {
                try {
                    for (var node_1 = __values(node), node_1_1 = node_1.next(); !node_1_1.done; node_1_1 = node_1.next()) {
                        var item = node_1_1.value;
                        visit(item);
                    }
                }
                catch (e_13_1) { e_13 = { error: e_13_1 }; }
                finally {
                    try {
                        if (node_1_1 && !node_1_1.done && (_b = node_1.return)) _b.call(node_1);
                    }
                    finally { if (e_13) throw e_13.error; }
                }
                return;
            }
            if (node instanceof Map) {
                try {
                    for (var node_2 = __values(node), node_2_1 = node_2.next(); !node_2_1.done; node_2_1 = node_2.next()) {
                        var _j = __read(node_2_1.value, 2), key = _j[0], value = _j[1];
                        visit(key);
                        visit(value);
                    }
                }
                catch (e_14_1) { e_14 = { error: e_14_1 }; }
                finally {
                    try {
                        if (node_2_1 && !node_2_1.done && (_c = node_2.return)) _c.call(node_2);
                    }
                    finally { if (e_14) throw e_14.error; }
                }
                return;
            }
            if (!(node instanceof Statement)) {
                return;
            }
            switch (node.type) {
                case "For": {
                    var statement = node;
                    declareTarget(statement.loopvar);
                    if (statement.iterable.type === "SelectExpression") {
                        var iterable = statement.iterable;
                        visit(iterable.lhs);
                        visit(statement.body);
                        visit(statement.defaultBlock);
                        visit(iterable.test);
                        return;
                    }
                    visit(statement.iterable);
                    visit(statement.body);
                    visit(statement.defaultBlock);
                    return;
                }
                case "Set": {
                    var statement = node;
                    declareTarget(statement.assignee);
                    visit(statement.value);
                    visit(statement.body);
                    return;
                }
                case "Macro": {
                    var statement = node;
                    try {
                        for (var _k = __values(statement.args), _l = _k.next(); !_l.done; _l = _k.next()) {
                            var argument = _l.value;
                            declareArgument(argument);
                        }
                    }
                    catch (e_15_1) { e_15 = { error: e_15_1 }; }
                    finally {
                        try {
                            if (_l && !_l.done && (_d = _k.return)) _d.call(_k);
                        }
                        finally { if (e_15) throw e_15.error; }
                    }
                    visitArgumentDefaults(statement.args);
                    visit(statement.body);
                    return;
                }
                case "CallStatement": {
                    var statement = node;
                    visit(statement.call);
                    try {
                        for (var _m = __values((_g = statement.callerArgs) !== null && _g !== void 0 ? _g : []), _o = _m.next(); !_o.done; _o = _m.next()) {
                            var argument = _o.value;
                            declareArgument(argument);
                        }
                    }
                    catch (e_16_1) { e_16 = { error: e_16_1 }; }
                    finally {
                        try {
                            if (_o && !_o.done && (_e = _m.return)) _e.call(_m);
                        }
                        finally { if (e_16) throw e_16.error; }
                    }
                    visitArgumentDefaults((_h = statement.callerArgs) !== null && _h !== void 0 ? _h : []);
                    visit(statement.body);
                    return;
                }
                case "FilterStatement": {
                    var statement = node;
                    visit(statement.body);
                    visitFilter(statement.filter);
                    return;
                }
                case "Identifier": {
                    var name = node.value;
                    if (isSpecialMacroArgument(name) && !declared.has(name)) {
                        accessed.add(name);
                    }
                    return;
                }
                case "MemberExpression": {
                    var expression = node;
                    visit(expression.object);
                    if (expression.computed) {
                        visit(expression.property);
                    }
                    return;
                }
                case "FilterExpression": {
                    var expression = node;
                    visit(expression.operand);
                    visitFilter(expression.filter);
                    return;
                }
                case "TestExpression":
                    visit(node.operand);
                    return;
                case "SelectExpression": {
                    var expression = node;
                    visit(expression.test);
                    visit(expression.lhs);
                    return;
                }
                case "KeywordArgumentExpression":
                    visit(node.value);
                    return;
                default: try {
                    for (var _p = __values(Object.values(node)), _q = _p.next(); !_q.done; _q = _p.next()) {
                        var child = _q.value;
                        visit(child);
                    }
                }
                catch (e_17_1) { e_17 = { error: e_17_1 }; }
                finally {
                    try {
                        if (_q && !_q.done && (_f = _p.return)) _f.call(_p);
                    }
                    finally { if (e_17) throw e_17.error; }
                }
            }
        };
        try {
            for (var parameters_1 = __values(parameters), parameters_1_1 = parameters_1.next(); !parameters_1_1.done; parameters_1_1 = parameters_1.next()) {
                var parameter = parameters_1_1.value;
                declareArgument(parameter);
            }
        }
        catch (e_10_1) { e_10 = { error: e_10_1 }; }
        finally {
            try {
                if (parameters_1_1 && !parameters_1_1.done && (_b = parameters_1.return)) _b.call(parameters_1);
            }
            finally { if (e_10) throw e_10.error; }
        }
        visit(body);
        return accessed;
    }
    var Interpreter = (function () {
        function class_3(env) {
            this.global = env !== null && env !== void 0 ? env : new Environment();
        }
        class_3.prototype.run = function (program) {
            return this.evaluate(program, this.global);
        };
        class_3.prototype.evaluateBinaryExpression = function (node, environment) {
            var left = this.evaluate(node.left, environment);
            switch (node.operator.value) {
                case "and":
                    return left.__bool__().value ? this.evaluate(node.right, environment) : left;
                case "or":
                    return left.__bool__().value ? left : this.evaluate(node.right, environment);
            }
            var right = this.evaluate(node.right, environment);
            switch (node.operator.value) {
                case "==":
                    return new BooleanValue(left.value == right.value);
                case "!=":
                    return new BooleanValue(left.value != right.value);
            }
            if (left instanceof UndefinedValue || right instanceof UndefinedValue) {
                if (right instanceof UndefinedValue && ["in", "not in"].includes(node.operator.value)) {
                    return new BooleanValue(node.operator.value === "not in");
                }
                throw new Error("Cannot perform operation ".concat(node.operator.value, " on undefined values"));
            }
            else if (left instanceof NullValue || right instanceof NullValue) {
                throw new Error("Cannot perform operation on null values");
            }
            else if (node.operator.value === "~") {
                return new StringValue(left.value.toString() + right.value.toString());
            }
            else if (node.operator.value === "**" && isNumericLikeValue(left) && isNumericLikeValue(right)) {
                var a = getNumericValue(left);
                var b = getNumericValue(right);
                if (a === 0 && b < 0) {
                    throw new Error("0.0 cannot be raised to a negative power");
                }
                var result = Math.pow(a, b);
                if (!Number.isFinite(result)) {
                    throw new Error("Exponentiation result is not a finite real number");
                }
                var isFloat = left instanceof FloatValue || right instanceof FloatValue || b < 0;
                return isFloat ? new FloatValue(result) : new IntegerValue(result);
            }
            else if ((left instanceof IntegerValue || left instanceof FloatValue) && (right instanceof IntegerValue || right instanceof FloatValue)) {
                var a = left.value, b = right.value;
                switch (node.operator.value) {
                    case "+":
                    case "-":
                    case "*": {
                        var res = node.operator.value === "+" ? a + b : node.operator.value === "-" ? a - b : a * b;
                        var isFloat = left instanceof FloatValue || right instanceof FloatValue;
                        return isFloat ? new FloatValue(res) : new IntegerValue(res);
                    }
                    case "/":
                        return new FloatValue(a / b);
                    case "//": {
                        var res = Math.floor(a / b);
                        var isFloat = left instanceof FloatValue || right instanceof FloatValue;
                        return isFloat ? new FloatValue(res) : new IntegerValue(res);
                    }
                    case "%": {
                        var rem = a % b;
                        var isFloat = left instanceof FloatValue || right instanceof FloatValue;
                        return isFloat ? new FloatValue(rem) : new IntegerValue(rem);
                    }
                    case "<":
                        return new BooleanValue(a < b);
                    case ">":
                        return new BooleanValue(a > b);
                    case ">=":
                        return new BooleanValue(a >= b);
                    case "<=":
                        return new BooleanValue(a <= b);
                }
            }
            else if (left instanceof ArrayValue && right instanceof ArrayValue) {
                switch (node.operator.value) {
                    case "+":
                        return new ArrayValue(left.value.concat(right.value));
                }
            }
            else if (right instanceof ArrayValue) {
                var member = right.value.find(function (x) { return x.value === left.value; }) !== void 0;
                switch (node.operator.value) {
                    case "in":
                        return new BooleanValue(member);
                    case "not in":
                        return new BooleanValue(!member);
                }
            }
            if (left instanceof StringValue || right instanceof StringValue) {
                switch (node.operator.value) {
                    case "+":
                        return new StringValue(left.value.toString() + right.value.toString());
                }
            }
            if (left instanceof StringValue && right instanceof StringValue) {
                switch (node.operator.value) {
                    case "in":
                        return new BooleanValue(right.value.includes(left.value));
                    case "not in":
                        return new BooleanValue(!right.value.includes(left.value));
                }
            }
            if (left instanceof StringValue && right instanceof ObjectValue) {
                switch (node.operator.value) {
                    case "in":
                        return new BooleanValue(right.value.has(left.value));
                    case "not in":
                        return new BooleanValue(!right.value.has(left.value));
                }
            }
            throw new SyntaxError("Unknown operator \"".concat(node.operator.value, "\" between ").concat(left.type, " and ").concat(right.type));
        };
        class_3.prototype.evaluateArguments = function (args, environment) {
            var e_18, _b, e_19, _c, e_20, _d, e_21, _e;
            var positionalArguments = [];
            var keywordArguments = new Map();
            var addKeywordArgument = function (key, value) {
                if (keywordArguments.has(key)) {
                    throw new Error("Got multiple values for keyword argument '".concat(key, "'"));
                }
                keywordArguments.set(key, value);
            };
            try {
                for (var args_2 = __values(args), args_2_1 = args_2.next(); !args_2_1.done; args_2_1 = args_2.next()) {
                    var argument = args_2_1.value;
                    if (argument.type === "SpreadExpression") {
                        var spreadNode = argument;
                        var val = this.evaluate(spreadNode.argument, environment);
                        if (!(val instanceof ArrayValue)) {
                            throw new Error("Cannot unpack non-iterable type: ".concat(val.type));
                        }
                        try {
                            for (var _f = (e_19 = void 0, __values(val.value)), _g = _f.next(); !_g.done; _g = _f.next()) {
                                var item = _g.value;
                                positionalArguments.push(item);
                            }
                        }
                        catch (e_19_1) { e_19 = { error: e_19_1 }; }
                        finally {
                            try {
                                if (_g && !_g.done && (_c = _f.return)) _c.call(_f);
                            }
                            finally { if (e_19) throw e_19.error; }
                        }
                    }
                    else if (argument.type !== "KeywordArgumentExpression" && argument.type !== "KeywordSpreadExpression") {
                        positionalArguments.push(this.evaluate(argument, environment));
                    }
                }
            }
            catch (e_18_1) { e_18 = { error: e_18_1 }; }
            finally {
                try {
                    if (args_2_1 && !args_2_1.done && (_b = args_2.return)) _b.call(args_2);
                }
                finally { if (e_18) throw e_18.error; }
            }
            try {
                for (var args_3 = __values(args), args_3_1 = args_3.next(); !args_3_1.done; args_3_1 = args_3.next()) {
                    var argument = args_3_1.value;
                    if (argument.type === "KeywordArgumentExpression") {
                        var kwarg = argument;
                        addKeywordArgument(kwarg.key.value, this.evaluate(kwarg.value, environment));
                    }
                    else if (argument.type === "KeywordSpreadExpression") {
                        var spreadNode = argument;
                        var val = this.evaluate(spreadNode.argument, environment);
                        if (!(val instanceof ObjectValue)) {
                            throw new Error("Argument after ** must be a mapping, not ".concat(val.type));
                        }
                        try {
                            for (var _h = (e_21 = void 0, __values(val.value)), _j = _h.next(); !_j.done; _j = _h.next()) {
                                var _k = __read(_j.value, 2), key = _k[0], value = _k[1];
                                addKeywordArgument(key, value);
                            }
                        }
                        catch (e_21_1) { e_21 = { error: e_21_1 }; }
                        finally {
                            try {
                                if (_j && !_j.done && (_e = _h.return)) _e.call(_h);
                            }
                            finally { if (e_21) throw e_21.error; }
                        }
                    }
                }
            }
            catch (e_20_1) { e_20 = { error: e_20_1 }; }
            finally {
                try {
                    if (args_3_1 && !args_3_1.done && (_d = args_3.return)) _d.call(args_3);
                }
                finally { if (e_20) throw e_20.error; }
            }
            return [positionalArguments, keywordArguments];
        };
        class_3.prototype.applyFilter = function (operand, filterNode, environment) {
            var e_22, _b;
            var _this = this;
            var _c, _d, _e, _f, _g, _h, _j, _k, _l, _m, _o, _p, _q, _r, _s, _t, _u, _v, _w, _x, _y, _z, _0;
            if (filterNode.type === "Identifier") {
                var filter = filterNode;
                if (filter.value === "safe") {
                    return operand;
                }
                if (filter.value === "tojson") {
                    return new StringValue(toJSON(operand, {}));
                }
                if (operand instanceof ArrayValue) {
                    switch (filter.value) {
                        case "list":
                            return operand;
                        case "first":
                            return operand.value[0];
                        case "last":
                            return operand.value[operand.value.length - 1];
                        case "length":
                            return new IntegerValue(operand.value.length);
                        case "reverse":
                            return new ArrayValue(operand.value.slice().reverse());
                        case "sort": {
                            return new ArrayValue(operand.value.slice().sort(function (a, b) { return compareRuntimeValues(a, b, false); }));
                        }
                        case "join":
                            return new StringValue(operand.value.map(function (x) { return x.value; }).join(""));
                        case "string":
                            return new StringValue(toJSON(operand, {}, 0, false));
                        case "unique": {
                            var seen = new Set();
                            var output = [];
                            try {
                                for (var _1 = __values(operand.value), _2 = _1.next(); !_2.done; _2 = _1.next()) {
                                    var item = _2.value;
                                    if (!seen.has(item.value)) {
                                        seen.add(item.value);
                                        output.push(item);
                                    }
                                }
                            }
                            catch (e_22_1) { e_22 = { error: e_22_1 }; }
                            finally {
                                try {
                                    if (_2 && !_2.done && (_b = _1.return)) _b.call(_1);
                                }
                                finally { if (e_22) throw e_22.error; }
                            }
                            return new ArrayValue(output);
                        }
                        default:
                            throw new Error("Unknown ArrayValue filter: ".concat(filter.value));
                    }
                }
                else if (operand instanceof StringValue) {
                    switch (filter.value) {
                        case "length":
                        case "upper":
                        case "lower":
                        case "title":
                        case "capitalize": {
                            var builtin = operand.builtins.get(filter.value);
                            if (builtin instanceof FunctionValue) {
                                return builtin.value([], environment);
                            }
                            else if (builtin instanceof IntegerValue) {
                                return builtin;
                            }
                            else {
                                throw new Error("Unknown StringValue filter: ".concat(filter.value));
                            }
                        }
                        case "trim":
                            return new StringValue(operand.value.trim());
                        case "indent":
                            return new StringValue(operand.value.split("\n").map(function (x, i) { return (i === 0 || x.length === 0 ? x : "    " + x); }).join("\n"));
                        case "join":
                        case "string":
                            return operand;
                        case "int": {
                            var val = parseInt(operand.value, 10);
                            return new IntegerValue(isNaN(val) ? 0 : val);
                        }
                        case "float": {
                            var val = parseFloat(operand.value);
                            return new FloatValue(isNaN(val) ? 0 : val);
                        }
                        default:
                            throw new Error("Unknown StringValue filter: ".concat(filter.value));
                    }
                }
                else if (operand instanceof IntegerValue || operand instanceof FloatValue) {
                    switch (filter.value) {
                        case "abs":
                            return operand instanceof IntegerValue ? new IntegerValue(Math.abs(operand.value)) : new FloatValue(Math.abs(operand.value));
                        case "int":
                            return new IntegerValue(Math.floor(operand.value));
                        case "float":
                            return new FloatValue(operand.value);
                        case "string":
                            return new StringValue(operand.toString());
                        default:
                            throw new Error("Unknown NumericValue filter: ".concat(filter.value));
                    }
                }
                else if (operand instanceof ObjectValue) {
                    switch (filter.value) {
                        case "items":
                            return new ArrayValue(Array.from(operand.value.entries()).map(function (_b) {
                                var _c = __read(_b, 2), key = _c[0], value = _c[1];
                                return new ArrayValue([new StringValue(key), value]);
                            }));
                        case "length":
                            return new IntegerValue(operand.value.size);
                        default: {
                            var builtin = operand.builtins.get(filter.value);
                            if (builtin) {
                                if (builtin instanceof FunctionValue) {
                                    return builtin.value([], environment);
                                }
                                return builtin;
                            }
                            throw new Error("Unknown ObjectValue filter: ".concat(filter.value));
                        }
                    }
                }
                else if (operand instanceof BooleanValue) {
                    switch (filter.value) {
                        case "bool":
                            return new BooleanValue(operand.value);
                        case "int":
                            return new IntegerValue(operand.value ? 1 : 0);
                        case "float":
                            return new FloatValue(operand.value ? 1 : 0);
                        case "string":
                            return new StringValue(operand.value ? "true" : "false");
                        default:
                            throw new Error("Unknown BooleanValue filter: ".concat(filter.value));
                    }
                }
                throw new Error("Cannot apply filter \"".concat(filter.value, "\" to type: ").concat(operand.type));
            }
            else if (filterNode.type === "CallExpression") {
                var filter = filterNode;
                if (filter.callee.type !== "Identifier") {
                    throw new Error("Unknown filter: ".concat(filter.callee.type));
                }
                var filterName = filter.callee.value;
                if (filterName === "tojson") {
                    var _3 = __read(this.evaluateArguments(filter.args, environment), 2), kwargs = _3[1];
                    var indent = (_c = kwargs.get("indent")) !== null && _c !== void 0 ? _c : new NullValue();
                    if (!(indent instanceof IntegerValue || indent instanceof NullValue)) {
                        throw new Error("If set, indent must be a number");
                    }
                    var ensureAscii = (_d = kwargs.get("ensure_ascii")) !== null && _d !== void 0 ? _d : new BooleanValue(false);
                    if (!(ensureAscii instanceof BooleanValue)) {
                        throw new Error("If set, ensure_ascii must be a boolean");
                    }
                    var sortKeys = (_e = kwargs.get("sort_keys")) !== null && _e !== void 0 ? _e : new BooleanValue(false);
                    if (!(sortKeys instanceof BooleanValue)) {
                        throw new Error("If set, sort_keys must be a boolean");
                    }
                    var separatorsArg = (_f = kwargs.get("separators")) !== null && _f !== void 0 ? _f : new NullValue();
                    var separators = null;
                    if (separatorsArg instanceof ArrayValue || separatorsArg instanceof TupleValue) {
                        if (separatorsArg.value.length !== 2) {
                            throw new Error("separators must be a tuple of two strings");
                        }
                        var _4 = __read(separatorsArg.value, 2), itemSep = _4[0], keySep = _4[1];
                        if (!(itemSep instanceof StringValue) || !(keySep instanceof StringValue)) {
                            throw new Error("separators must be a tuple of two strings");
                        }
                        separators = [itemSep.value, keySep.value];
                    }
                    else if (!(separatorsArg instanceof NullValue)) {
                        throw new Error("If set, separators must be a tuple of two strings");
                    }
                    return new StringValue(toJSON(operand, {
                        indent: indent.value,
                        ensureAscii: ensureAscii.value,
                        sortKeys: sortKeys.value,
                        separators: separators
                    }));
                }
                else if (filterName === "join") {
                    var value = void 0;
                    if (operand instanceof StringValue) {
                        value = Array.from(operand.value);
                    }
                    else if (operand instanceof ArrayValue) {
                        value = operand.value.map(function (x) { return x.value; });
                    }
                    else {
                        throw new Error("Cannot apply filter \"".concat(filterName, "\" to type: ").concat(operand.type));
                    }
                    var _5 = __read(this.evaluateArguments(filter.args, environment), 2), args = _5[0], kwargs = _5[1];
                    var separator = (_h = (_g = args.at(0)) !== null && _g !== void 0 ? _g : kwargs.get("separator")) !== null && _h !== void 0 ? _h : new StringValue("");
                    if (!(separator instanceof StringValue)) {
                        throw new Error("separator must be a string");
                    }
                    return new StringValue(value.join(separator.value));
                }
                else if (filterName === "int" || filterName === "float") {
                    var _6 = __read(this.evaluateArguments(filter.args, environment), 2), args = _6[0], kwargs = _6[1];
                    var defaultValue = (_k = (_j = args.at(0)) !== null && _j !== void 0 ? _j : kwargs.get("default")) !== null && _k !== void 0 ? _k : (filterName === "int" ? new IntegerValue(0) : new FloatValue(0));
                    if (operand instanceof StringValue) {
                        var val = filterName === "int" ? parseInt(operand.value, 10) : parseFloat(operand.value);
                        return isNaN(val) ? defaultValue : filterName === "int" ? new IntegerValue(val) : new FloatValue(val);
                    }
                    else if (operand instanceof IntegerValue || operand instanceof FloatValue) {
                        return operand;
                    }
                    else if (operand instanceof BooleanValue) {
                        return filterName === "int" ? new IntegerValue(operand.value ? 1 : 0) : new FloatValue(operand.value ? 1 : 0);
                    }
                    else {
                        throw new Error("Cannot apply filter \"".concat(filterName, "\" to type: ").concat(operand.type));
                    }
                }
                else if (filterName === "default") {
                    var _7 = __read(this.evaluateArguments(filter.args, environment), 2), args = _7[0], kwargs = _7[1];
                    var defaultValue = (_l = args[0]) !== null && _l !== void 0 ? _l : new StringValue("");
                    var booleanValue = (_o = (_m = args[1]) !== null && _m !== void 0 ? _m : kwargs.get("boolean")) !== null && _o !== void 0 ? _o : new BooleanValue(false);
                    if (!(booleanValue instanceof BooleanValue)) {
                        throw new Error("`default` filter flag must be a boolean");
                    }
                    if (operand instanceof UndefinedValue || booleanValue.value && !operand.__bool__().value) {
                        return defaultValue;
                    }
                    return operand;
                }
                if (operand instanceof ArrayValue) {
                    switch (filterName) {
                        case "sort": {
                            var _8 = __read(this.evaluateArguments(filter.args, environment), 2), args = _8[0], kwargs = _8[1];
                            var reverse_1 = (_q = (_p = args.at(0)) !== null && _p !== void 0 ? _p : kwargs.get("reverse")) !== null && _q !== void 0 ? _q : new BooleanValue(false);
                            if (!(reverse_1 instanceof BooleanValue)) {
                                throw new Error("reverse must be a boolean");
                            }
                            var caseSensitive_1 = (_s = (_r = args.at(1)) !== null && _r !== void 0 ? _r : kwargs.get("case_sensitive")) !== null && _s !== void 0 ? _s : new BooleanValue(false);
                            if (!(caseSensitive_1 instanceof BooleanValue)) {
                                throw new Error("case_sensitive must be a boolean");
                            }
                            var attribute_1 = (_u = (_t = args.at(2)) !== null && _t !== void 0 ? _t : kwargs.get("attribute")) !== null && _u !== void 0 ? _u : new NullValue();
                            if (!(attribute_1 instanceof StringValue || attribute_1 instanceof IntegerValue || attribute_1 instanceof NullValue)) {
                                throw new Error("attribute must be a string, integer, or null");
                            }
                            var getSortValue_1 = function (item) {
                                if (attribute_1 instanceof NullValue) {
                                    return item;
                                }
                                var attrPath = attribute_1 instanceof IntegerValue ? String(attribute_1.value) : attribute_1.value;
                                return getAttributeValue(item, attrPath);
                            };
                            return new ArrayValue(operand.value.slice().sort(function (a, b) {
                                var aVal = getSortValue_1(a);
                                var bVal = getSortValue_1(b);
                                var result = compareRuntimeValues(aVal, bVal, caseSensitive_1.value);
                                return reverse_1.value ? -result : result;
                            }));
                        }
                        case "selectattr":
                        case "rejectattr": {
                            var select_1 = filterName === "selectattr";
                            if (operand.value.some(function (item) { return !isAttributeContainer(item); })) {
                                throw new Error("`".concat(filterName, "` can only be applied to array of objects"));
                            }
                            if (filter.args.some(function (x) { return x.type !== "StringLiteral"; })) {
                                throw new Error("arguments of `".concat(filterName, "` must be strings"));
                            }
                            var _9 = __read(filter.args.map(function (x) { return _this.evaluate(x, environment); }), 3), attr_1 = _9[0], testName = _9[1], value_1 = _9[2];
                            var testFunction_1;
                            if (testName) {
                                var test = environment.tests.get(testName.value);
                                if (!test) {
                                    throw new Error("Unknown test: ".concat(testName.value));
                                }
                                testFunction_1 = test;
                            }
                            else {
                                testFunction_1 = function () {
                                    var x = [];
                                    for (var _i = 0; _i < arguments.length; _i++) {
                                        x[_i] = arguments[_i];
                                    }
                                    return x[0].__bool__().value;
                                };
                            }
                            var filtered = operand.value.filter(function (item) {
                                var a = item.value.get(attr_1.value);
                                var result = a ? testFunction_1(a, value_1) : false;
                                return select_1 ? result : !result;
                            });
                            return new ArrayValue(filtered);
                        }
                        case "map": {
                            var _10 = __read(this.evaluateArguments(filter.args, environment), 2), kwargs = _10[1];
                            if (kwargs.has("attribute")) {
                                var attr_2 = kwargs.get("attribute");
                                if (!(attr_2 instanceof StringValue)) {
                                    throw new Error("attribute must be a string");
                                }
                                var defaultValue_1 = kwargs.get("default");
                                var mapped = operand.value.map(function (item) {
                                    if (!isAttributeContainer(item)) {
                                        throw new Error("items in map must be an object");
                                    }
                                    var value = getAttributeValue(item, attr_2.value);
                                    return value instanceof UndefinedValue ? defaultValue_1 !== null && defaultValue_1 !== void 0 ? defaultValue_1 : new UndefinedValue() : value;
                                });
                                return new ArrayValue(mapped);
                            }
                            else {
                                throw new Error("`map` expressions without `attribute` set are not currently supported.");
                            }
                        }
                    }
                    throw new Error("Unknown ArrayValue filter: ".concat(filterName));
                }
                else if (operand instanceof StringValue) {
                    switch (filterName) {
                        case "indent": {
                            var _11 = __read(this.evaluateArguments(filter.args, environment), 2), args = _11[0], kwargs = _11[1];
                            var width = (_w = (_v = args.at(0)) !== null && _v !== void 0 ? _v : kwargs.get("width")) !== null && _w !== void 0 ? _w : new IntegerValue(4);
                            if (!(width instanceof IntegerValue)) {
                                throw new Error("width must be a number");
                            }
                            var first_1 = (_y = (_x = args.at(1)) !== null && _x !== void 0 ? _x : kwargs.get("first")) !== null && _y !== void 0 ? _y : new BooleanValue(false);
                            var blank_1 = (_0 = (_z = args.at(2)) !== null && _z !== void 0 ? _z : kwargs.get("blank")) !== null && _0 !== void 0 ? _0 : new BooleanValue(false);
                            var lines = operand.value.split("\n");
                            var indent_1 = " ".repeat(width.value);
                            var indented = lines.map(function (x, i) { return !first_1.value && i === 0 || !blank_1.value && x.length === 0 ? x : indent_1 + x; });
                            return new StringValue(indented.join("\n"));
                        }
                        case "replace": {
                            var replaceFn = operand.builtins.get("replace");
                            if (!(replaceFn instanceof FunctionValue)) {
                                throw new Error("replace filter not available");
                            }
                            var _12 = __read(this.evaluateArguments(filter.args, environment), 2), args = _12[0], kwargs = _12[1];
                            return replaceFn.value(__spreadArray(__spreadArray([], __read(args), false), [new KeywordArgumentsValue(kwargs)], false), environment);
                        }
                    }
                    throw new Error("Unknown StringValue filter: ".concat(filterName));
                }
                else if (operand instanceof ObjectValue) {
                    var builtin = operand.builtins.get(filterName);
                    if (builtin && builtin instanceof FunctionValue) {
                        var _13 = __read(this.evaluateArguments(filter.args, environment), 2), args = _13[0], kwargs = _13[1];
                        if (kwargs.size > 0) {
                            args.push(new KeywordArgumentsValue(kwargs));
                        }
                        return builtin.value(args, environment);
                    }
                    throw new Error("Unknown ObjectValue filter: ".concat(filterName));
                }
                else {
                    throw new Error("Cannot apply filter \"".concat(filterName, "\" to type: ").concat(operand.type));
                }
            }
            throw new Error("Unknown filter: ".concat(filterNode.type));
        };
        class_3.prototype.evaluateFilterExpression = function (node, environment) {
            var operand = this.evaluate(node.operand, environment);
            return this.applyFilter(operand, node.filter, environment);
        };
        class_3.prototype.evaluateTestExpression = function (node, environment) {
            var operand = this.evaluate(node.operand, environment);
            var test = environment.tests.get(node.test.value);
            if (!test) {
                throw new Error("Unknown test: ".concat(node.test.value));
            }
            var result = test(operand);
            return new BooleanValue(node.negate ? !result : result);
        };
        class_3.prototype.evaluateSelectExpression = function (node, environment) {
            var predicate = this.evaluate(node.test, environment);
            if (!predicate.__bool__().value) {
                return new UndefinedValue();
            }
            return this.evaluate(node.lhs, environment);
        };
        class_3.prototype.evaluateUnaryExpression = function (node, environment) {
            var argument = this.evaluate(node.argument, environment);
            switch (node.operator.value) {
                case "not":
                    return new BooleanValue(!argument.__bool__().value);
                case "+":
                case "-": {
                    var sign = node.operator.value === "-" ? -1 : 1;
                    if (argument instanceof IntegerValue || argument instanceof FloatValue || argument instanceof BooleanValue) {
                        var value = argument instanceof BooleanValue ? argument.value ? 1 : 0 : argument.value;
                        var result = sign * value;
                        return argument instanceof FloatValue ? new FloatValue(result) : new IntegerValue(result);
                    }
                    throw new SyntaxError("Unknown operator \"".concat(node.operator.value, "\" for ").concat(argument.type));
                }
                default:
                    throw new SyntaxError("Unknown operator: ".concat(node.operator.value));
            }
        };
        class_3.prototype.evaluateTernaryExpression = function (node, environment) {
            var cond = this.evaluate(node.condition, environment);
            return cond.__bool__().value ? this.evaluate(node.trueExpr, environment) : this.evaluate(node.falseExpr, environment);
        };
        class_3.prototype.evalProgram = function (program, environment) {
            return this.evaluateBlock(program.body, environment);
        };
        class_3.prototype.evaluateBlock = function (statements, environment) {
            var e_23, _b;
            var result = "";
            try {
                for (var statements_1 = __values(statements), statements_1_1 = statements_1.next(); !statements_1_1.done; statements_1_1 = statements_1.next()) {
                    var statement = statements_1_1.value;
                    var lastEvaluated = this.evaluate(statement, environment);
                    if (lastEvaluated.type !== "NullValue" && lastEvaluated.type !== "UndefinedValue") {
                        result += lastEvaluated.toString();
                    }
                }
            }
            catch (e_23_1) { e_23 = { error: e_23_1 }; }
            finally {
                try {
                    if (statements_1_1 && !statements_1_1.done && (_b = statements_1.return)) _b.call(statements_1);
                }
                finally { if (e_23) throw e_23.error; }
            }
            return new StringValue(result);
        };
        class_3.prototype.evaluateIdentifier = function (node, environment) {
            return environment.lookupVariable(node.value);
        };
        class_3.prototype.evaluateCallExpression = function (expr, environment) {
            var _b = __read(this.evaluateArguments(expr.args, environment), 2), args = _b[0], kwargs = _b[1];
            if (kwargs.size > 0) {
                args.push(new KeywordArgumentsValue(kwargs));
            }
            var fn = this.evaluate(expr.callee, environment);
            if (fn.type !== "FunctionValue") {
                throw new Error("Cannot call something that is not a function: got ".concat(fn.type));
            }
            return fn.value(args, environment);
        };
        class_3.prototype.evaluateSliceExpression = function (object, expr, environment) {
            if (!(object instanceof ArrayValue || object instanceof StringValue)) {
                throw new Error("Slice object must be an array or string");
            }
            var start = this.evaluate(expr.start, environment);
            var stop = this.evaluate(expr.stop, environment);
            var step = this.evaluate(expr.step, environment);
            if (!(start instanceof IntegerValue || start instanceof UndefinedValue)) {
                throw new Error("Slice start must be numeric or undefined");
            }
            if (!(stop instanceof IntegerValue || stop instanceof UndefinedValue)) {
                throw new Error("Slice stop must be numeric or undefined");
            }
            if (!(step instanceof IntegerValue || step instanceof UndefinedValue)) {
                throw new Error("Slice step must be numeric or undefined");
            }
            if (object instanceof ArrayValue) {
                return new ArrayValue(slice(object.value, start.value, stop.value, step.value));
            }
            else {
                return new StringValue(slice(Array.from(object.value), start.value, stop.value, step.value).join(""));
            }
        };
        class_3.prototype.evaluateMemberExpression = function (expr, environment) {
            var _b;
            var object = this.evaluate(expr.object, environment);
            var property;
            if (expr.computed) {
                if (expr.property.type === "SliceExpression") {
                    return this.evaluateSliceExpression(object, expr.property, environment);
                }
                else {
                    property = this.evaluate(expr.property, environment);
                }
            }
            else if (expr.property.type === "IntegerLiteral") {
                property = new IntegerValue(expr.property.value);
            }
            else {
                property = new StringValue(expr.property.value);
            }
            var value;
            if (isAttributeContainer(object)) {
                if (!(property instanceof StringValue)) {
                    throw new Error("Cannot access property with non-string: got ".concat(property.type));
                }
                value = (_b = object.value.get(property.value)) !== null && _b !== void 0 ? _b : (object instanceof ObjectValue ? object.builtins.get(property.value) : void 0);
            }
            else if (object instanceof ArrayValue || object instanceof StringValue) {
                if (property instanceof IntegerValue) {
                    if (object instanceof StringValue) {
                        var character = object.value.at(property.value);
                        value = character === void 0 ? void 0 : new StringValue(character);
                    }
                    else {
                        value = object.value.at(property.value);
                    }
                }
                else if (property instanceof StringValue) {
                    value = object.builtins.get(property.value);
                }
                else {
                    throw new Error("Cannot access property with non-string/non-number: got ".concat(property.type));
                }
            }
            else {
                if (!(property instanceof StringValue)) {
                    throw new Error("Cannot access property with non-string: got ".concat(property.type));
                }
                value = object.builtins.get(property.value);
            }
            return value instanceof RuntimeValue ? value : new UndefinedValue();
        };
        class_3.prototype.evaluateSet = function (node, environment) {
            var rhs = node.value ? this.evaluate(node.value, environment) : this.evaluateBlock(node.body, environment);
            if (node.assignee.type === "Identifier") {
                var variableName = node.assignee.value;
                environment.setVariable(variableName, rhs);
            }
            else if (node.assignee.type === "TupleLiteral") {
                var tuple = node.assignee;
                if (!(rhs instanceof ArrayValue)) {
                    throw new Error("Cannot unpack non-iterable type in set: ".concat(rhs.type));
                }
                var arr = rhs.value;
                if (arr.length !== tuple.value.length) {
                    throw new Error("Too ".concat(tuple.value.length > arr.length ? "few" : "many", " items to unpack in set"));
                }
                for (var i = 0; i < tuple.value.length; ++i) {
                    var elem = tuple.value[i];
                    if (elem.type !== "Identifier") {
                        throw new Error("Cannot unpack to non-identifier in set: ".concat(elem.type));
                    }
                    environment.setVariable(elem.value, arr[i]);
                }
            }
            else if (node.assignee.type === "MemberExpression") {
                var member = node.assignee;
                var object = this.evaluate(member.object, environment);
                if (!(object instanceof NamespaceValue)) {
                    throw new Error("cannot assign attribute on non-namespace object");
                }
                if (member.property.type !== "Identifier") {
                    throw new Error("Cannot assign to member with non-identifier property");
                }
                object.value.set(member.property.value, rhs);
            }
            else {
                throw new Error("Invalid LHS inside assignment expression: ".concat(JSON.stringify(node.assignee)));
            }
            return new NullValue();
        };
        class_3.prototype.evaluateIf = function (node, environment) {
            var test = this.evaluate(node.test, environment);
            return this.evaluateBlock(test.__bool__().value ? node.body : node.alternate, environment);
        };
        class_3.prototype.evaluateFor = function (node, environment) {
            var scope = new Environment(environment);
            var test, iterable;
            if (node.iterable.type === "SelectExpression") {
                var select = node.iterable;
                iterable = this.evaluate(select.lhs, scope);
                test = select.test;
            }
            else {
                iterable = this.evaluate(node.iterable, scope);
            }
            if (!(iterable instanceof ArrayValue || iterable instanceof ObjectValue)) {
                throw new Error("Expected iterable or object type in for loop: got ".concat(iterable.type));
            }
            if (iterable instanceof ObjectValue) {
                iterable = iterable.keys();
            }
            var items = [];
            var scopeUpdateFunctions = [];
            var _loop_3 = function (i) {
                var loopScope = new Environment(scope);
                var current = iterable.value[i];
                var scopeUpdateFunction = void 0;
                if (node.loopvar.type === "Identifier") {
                    scopeUpdateFunction = function (scope2) { return scope2.setVariable(node.loopvar.value, current); };
                }
                else if (node.loopvar.type === "TupleLiteral") {
                    var loopvar_1 = node.loopvar;
                    if (current.type !== "ArrayValue") {
                        throw new Error("Cannot unpack non-iterable type: ".concat(current.type));
                    }
                    var c_1 = current;
                    if (loopvar_1.value.length !== c_1.value.length) {
                        throw new Error("Too ".concat(loopvar_1.value.length > c_1.value.length ? "few" : "many", " items to unpack"));
                    }
                    scopeUpdateFunction = function (scope2) {
                        for (var j = 0; j < loopvar_1.value.length; ++j) {
                            if (loopvar_1.value[j].type !== "Identifier") {
                                throw new Error("Cannot unpack non-identifier type: ".concat(loopvar_1.value[j].type));
                            }
                            scope2.setVariable(loopvar_1.value[j].value, c_1.value[j]);
                        }
                    };
                }
                else {
                    throw new Error("Invalid loop variable(s): ".concat(node.loopvar.type));
                }
                if (test) {
                    scopeUpdateFunction(loopScope);
                    var testValue = this_1.evaluate(test, loopScope);
                    if (!testValue.__bool__().value) {
                        return "continue";
                    }
                }
                items.push(current);
                scopeUpdateFunctions.push(scopeUpdateFunction);
            };
            var this_1 = this;
            for (var i = 0; i < iterable.value.length; ++i) {
                _loop_3(i);
            }
            var result = "";
            var noIteration = true;
            for (var i = 0; i < items.length; ++i) {
                var loop = new Map([
                    ["index", new IntegerValue(i + 1)],
                    ["index0", new IntegerValue(i)],
                    ["revindex", new IntegerValue(items.length - i)],
                    ["revindex0", new IntegerValue(items.length - i - 1)],
                    ["first", new BooleanValue(i === 0)],
                    ["last", new BooleanValue(i === items.length - 1)],
                    ["length", new IntegerValue(items.length)],
                    ["previtem", i > 0 ? items[i - 1] : new UndefinedValue()],
                    ["nextitem", i < items.length - 1 ? items[i + 1] : new UndefinedValue()]
                ]);
                scope.setVariable("loop", new ObjectValue(loop));
                scopeUpdateFunctions[i](scope);
                try {
                    var evaluated = this.evaluateBlock(node.body, scope);
                    result += evaluated.value;
                }
                catch (err) {
                    if (err instanceof ContinueControl) {
                        continue;
                    }
                    if (err instanceof BreakControl) {
                        break;
                    }
                    throw err;
                }
                noIteration = false;
            }
            if (noIteration) {
                var defaultEvaluated = this.evaluateBlock(node.defaultBlock, scope);
                result += defaultEvaluated.value;
            }
            return new StringValue(result);
        };
        class_3.prototype.bindMacroArguments = function (displayName, parameters, specialArguments, args, scope) {
            var e_24, _b;
            var positionalArguments = args.slice();
            var keywordArguments = new Map();
            if (positionalArguments.at(-1) instanceof KeywordArgumentsValue) {
                keywordArguments = new Map(positionalArguments.pop().value);
            }
            var pendingDefaults = [];
            for (var i = 0; i < parameters.length; ++i) {
                var _c = getParameterDescriptor(parameters[i]), name = _c.name, defaultValue = _c.defaultValue;
                var value = positionalArguments[i];
                if (value === void 0 && keywordArguments.has(name)) {
                    value = keywordArguments.get(name);
                    keywordArguments.delete(name);
                }
                if (value === void 0 && defaultValue !== void 0) {
                    pendingDefaults.push([name, defaultValue]);
                }
                scope.setVariable(name, value !== null && value !== void 0 ? value : new UndefinedValue());
            }
            if (specialArguments.has("kwargs")) {
                scope.setVariable("kwargs", new ObjectValue(keywordArguments));
            }
            else if (keywordArguments.size > 0) {
                throw new Error("macro ".concat(displayName, " takes no keyword argument '").concat(keywordArguments.keys().next().value, "'"));
            }
            if (specialArguments.has("varargs")) {
                scope.setVariable("varargs", new ArrayValue(positionalArguments.slice(parameters.length)));
            }
            else if (positionalArguments.length > parameters.length) {
                throw new Error("macro ".concat(displayName, " takes not more than ").concat(parameters.length, " argument(s)"));
            }
            try {
                for (var pendingDefaults_1 = __values(pendingDefaults), pendingDefaults_1_1 = pendingDefaults_1.next(); !pendingDefaults_1_1.done; pendingDefaults_1_1 = pendingDefaults_1.next()) {
                    var _d = __read(pendingDefaults_1_1.value, 2), name = _d[0], defaultValue = _d[1];
                    scope.setVariable(name, this.evaluate(defaultValue, scope));
                }
            }
            catch (e_24_1) { e_24 = { error: e_24_1 }; }
            finally {
                try {
                    if (pendingDefaults_1_1 && !pendingDefaults_1_1.done && (_b = pendingDefaults_1.return)) _b.call(pendingDefaults_1);
                }
                finally { if (e_24) throw e_24.error; }
            }
        };
        class_3.prototype.evaluateMacro = function (node, environment) {
            var _this = this;
            var specialArguments = findAccessedSpecialMacroArguments(node.args, node.body);
            environment.setVariable(node.name.value, new FunctionValue(function (args, scope) {
                var macroScope = new Environment(scope);
                _this.bindMacroArguments("'".concat(node.name.value, "'"), node.args, specialArguments, args, macroScope);
                return _this.evaluateBlock(node.body, macroScope);
            }));
            return new NullValue();
        };
        class_3.prototype.evaluateCallStatement = function (node, environment) {
            var _this = this;
            var _b;
            var parameters = (_b = node.callerArgs) !== null && _b !== void 0 ? _b : [];
            var specialArguments = findAccessedSpecialMacroArguments(parameters, node.body);
            var callerFn = new FunctionValue(function (callerArguments) {
                var callBlockEnv = new Environment(environment);
                _this.bindMacroArguments("None", parameters, specialArguments, callerArguments, callBlockEnv);
                return _this.evaluateBlock(node.body, callBlockEnv);
            });
            var _c = __read(this.evaluateArguments(node.call.args, environment), 2), macroArgs = _c[0], macroKwargs = _c[1];
            macroArgs.push(new KeywordArgumentsValue(macroKwargs));
            var fn = this.evaluate(node.call.callee, environment);
            if (fn.type !== "FunctionValue") {
                throw new Error("Cannot call something that is not a function: got ".concat(fn.type));
            }
            var newEnv = new Environment(environment);
            newEnv.setVariable("caller", callerFn);
            return fn.value(macroArgs, newEnv);
        };
        class_3.prototype.evaluateFilterStatement = function (node, environment) {
            var rendered = this.evaluateBlock(node.body, environment);
            return this.applyFilter(rendered, node.filter, environment);
        };
        class_3.prototype.evaluate = function (statement, environment) {
            var e_25, _b;
            var _this = this;
            if (!statement) {
                return new UndefinedValue();
            }
            switch (statement.type) {
                case "Program":
                    return this.evalProgram(statement, environment);
                case "Set":
                    return this.evaluateSet(statement, environment);
                case "If":
                    return this.evaluateIf(statement, environment);
                case "For":
                    return this.evaluateFor(statement, environment);
                case "Macro":
                    return this.evaluateMacro(statement, environment);
                case "CallStatement":
                    return this.evaluateCallStatement(statement, environment);
                case "Break":
                    throw new BreakControl();
                case "Continue":
                    throw new ContinueControl();
                case "IntegerLiteral":
                    return new IntegerValue(statement.value);
                case "FloatLiteral":
                    return new FloatValue(statement.value);
                case "StringLiteral":
                    return new StringValue(statement.value);
                case "ArrayLiteral":
                    return new ArrayValue(statement.value.map(function (x) { return _this.evaluate(x, environment); }));
                case "TupleLiteral":
                    return new TupleValue(statement.value.map(function (x) { return _this.evaluate(x, environment); }));
                case "ObjectLiteral": {
                    var mapping = new Map();
                    try {
                        for (var _c = __values(statement.value), _d = _c.next(); !_d.done; _d = _c.next()) {
                            var _e = __read(_d.value, 2), key = _e[0], value = _e[1];
                            var evaluatedKey = this.evaluate(key, environment);
                            if (!(evaluatedKey instanceof StringValue)) {
                                throw new Error("Object keys must be strings: got ".concat(evaluatedKey.type));
                            }
                            mapping.set(evaluatedKey.value, this.evaluate(value, environment));
                        }
                    }
                    catch (e_25_1) { e_25 = { error: e_25_1 }; }
                    finally {
                        try {
                            if (_d && !_d.done && (_b = _c.return)) _b.call(_c);
                        }
                        finally { if (e_25) throw e_25.error; }
                    }
                    return new ObjectValue(mapping);
                }
                case "Identifier":
                    return this.evaluateIdentifier(statement, environment);
                case "CallExpression":
                    return this.evaluateCallExpression(statement, environment);
                case "MemberExpression":
                    return this.evaluateMemberExpression(statement, environment);
                case "UnaryExpression":
                    return this.evaluateUnaryExpression(statement, environment);
                case "BinaryExpression":
                    return this.evaluateBinaryExpression(statement, environment);
                case "FilterExpression":
                    return this.evaluateFilterExpression(statement, environment);
                case "FilterStatement":
                    return this.evaluateFilterStatement(statement, environment);
                case "TestExpression":
                    return this.evaluateTestExpression(statement, environment);
                case "SelectExpression":
                    return this.evaluateSelectExpression(statement, environment);
                case "Ternary":
                    return this.evaluateTernaryExpression(statement, environment);
                case "Comment":
                    return new NullValue();
                default:
                    throw new SyntaxError("Unknown node type: ".concat(statement.type));
            }
        };
        return class_3;
    }());
    function convertToRuntimeValues(input) {
        switch (typeof input) {
            case "number":
                return Number.isInteger(input) ? new IntegerValue(input) : new FloatValue(input);
            case "string":
                return new StringValue(input);
            case "boolean":
                return new BooleanValue(input);
            case "undefined":
                return new UndefinedValue();
            case "object":
                if (input === null) {
                    return new NullValue();
                }
                else if (Array.isArray(input)) {
                    return new ArrayValue(input.map(convertToRuntimeValues));
                }
                else {
                    return new ObjectValue(new Map(Object.entries(input).map(function (_b) {
                        var _c = __read(_b, 2), key = _c[0], value = _c[1];
                        return [key, convertToRuntimeValues(value)];
                    })));
                }
            case "function":
                return new FunctionValue(function (args, _scope) {
                    var _b;
                    var result = (_b = input.apply(void 0, __spreadArray([], __read(args.map(function (x) { return x.value; })), false))) !== null && _b !== void 0 ? _b : null;
                    return convertToRuntimeValues(result);
                });
            default:
                throw new Error("Cannot convert to runtime value: ".concat(input));
        }
    }
    return __toCommonJS(entry_exports);
})();
