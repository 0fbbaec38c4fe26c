"""Templates of one construct each, with the values they are rendered with."""

VARIABLES = {
    "text": "  Grüße, 世界\n",
    "word": "straße",
    "number": 7,
    "zero": 0,
    "big": 9007199254740991,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [3, "b", None, True, "it's", ["x", {"k": 1}]],
    "names": ["bob", "Al", "cy", "al"],
    "empty": [],
    "people": [{"name": "Bo", "age": 4}, {"name": "Al", "age": 9}, {"name": "Cy"}],
    "mapping": {"b": 1, "a": "\"q\" \n é \u2028 \x7f 😀", "items": 2, "10": 3, "9": []},
}

EXPRESSIONS = """
none
nothing
yes
[yes, no, nothing]
list
mapping
mapping.items
mapping['items']
mapping.items()
mapping.items() | list
mapping.keys() | list
mapping.values() | list
mapping.b
mapping.get('b')
mapping.get('zzz')
mapping.get('zzz', 4)
mapping | length
mapping | tojson
mapping | tojson(indent=2)
mapping | tojson(sort_keys=true)
mapping | tojson(ensure_ascii=true)
mapping | tojson(separators=(',', ':'))
mapping | tojson(indent=0)
empty | tojson(indent=2)
list | tojson
list | tojson(indent=4)
text | tojson
text | tojson | safe
text | tojson | safe ~ '<'
mapping | dictsort
mapping | items | list
'items' in mapping
1 in list
1.0 in list
none in list
'b' in 'abc'
1 in 'abc'
'x' not in 'abc'
text.strip()
text.strip() | length
text | trim
text | trim | upper
text.lstrip()
text.rstrip()
'xxaxx'.strip('x')
'xyaxy'.lstrip('xy')
'xyaxy'.rstrip('xy')
'--a b--' | trim('-')
'\\x1c a \\x85'.strip() | length
'a,b,,c'.split(',')
'a,b,,c'.split(',', 1)
'a,b,,c'.rsplit(',', 1)
' a  b '.split()
' a  b  c '.split(none, 1)
'a\\nb\\r\\nc\\n'.splitlines()
'a.b.c'.partition('.')
'a.b.c'.rpartition('.')
'abc'.startswith('ab')
'abc'.startswith(('x', 'a'))
'abc'.endswith('bc')
'abc'.find('c')
'abc'.find('z')
'a👧b'.find('b')
'abcabc'.count('bc')
'abc'.replace('b', 'XX')
'aaa'.replace('a', 'b', 2)
'abc' | replace('b', 'XX')
'abc'.upper()
word.upper()
word | upper
word | capitalize
'hELLO wORLD' | capitalize
'hELLO wORLD'.title()
'hELLO wORLD' | title
'abc'.index('c')
'abc'.zfill(5)
'abc'.isdigit()
'abc'.isalpha()
'-'.join(['a', 'b'])
'abc'[0]
'abc'[-1]
'abc'[5]
'a👧b'[1]
'a👧b'[::-1]
'abcdef'[1:4]
'abcdef'[::2]
'abcdef'[-3:]
'abcdef'[4:1:-1]
'a👧b' | length
'a👧b' | list
'abc' | first
'abc' | last
'abc' | reverse
[1, 2, 3][::-1]
[1, 2, 3][1:]
[1, 2, 3] | reverse | list
[1, 2, 3] | reverse
[1, 2, 3] | first
[1, 2, 3] | last
empty | first
empty[0]
[1, 2] + [3]
(1, 2)
(1,)
[1, 2] | join('-')
[1, none, true] | join(', ')
people | join(', ', attribute='name')
people | map(attribute='name') | list
people | map(attribute='age', default=0) | list
people | map(attribute='name') | join('+')
people | map(attribute='name')
names | map('upper') | list
names | sort
names | sort(case_sensitive=true)
names | sort(reverse=true)
names | unique | list
people | selectattr('age') | list
people | selectattr('age', 'defined') | map(attribute='name') | list
people | selectattr('name', 'equalto', 'Al') | list
people | rejectattr('age', 'undefined') | list | length
people | selectattr('age', 'gt', 5) | map(attribute='name') | first
people | selectattr('age', 'defined') | length
list | select('string') | list
list | reject('none') | list
list | select('in', ['b', 3]) | list
messages | selectattr('role', 'eq', 'user') | list | length
messages[0].role
messages[0]['content']
messages[-1].content
messages[0].zzz
messages[0].zzz.yyy
messages[9].role
messages | length - 1
messages[1:] | length
messages[0].content.strip() ~ '!'
zzz
zzz is defined
zzz is undefined
zzz.foo
zzz | default('d')
nothing | default('d')
nothing | default('d', true)
'' | default('d', boolean=true)
zzz | length
nothing | length
5 | length
zzz == none
zzz == zzz
1 == 1.0
1 == true
'1' == 1
[1] == [1.0]
(1,) == [1]
{'a': 1} == {'a': true}
none == none
none == false
'a' < 'b'
'\\uffee' < '😀'
'a' < 1
1 < 2 < 3
3 > 2 > 2
1 + 1
1 - -1
1 -1
7 // 2
-7 // 2
-7 % 3
7 / 2
6 / 2
2 ** 3
1 / 0
7 % 0
0.1 + 0.2
1.0
100000000000000000000.0
0.00001
1.5e3
big + 1
big
1 + 'a'
'a' + 1
'a' + none
'a' ~ 1 ~ none ~ true ~ zzz
1 ~ 2 + 3
1 + 2 ~ 3
'a' * 3
'%s' % 'a'
'%s' | format('a')
true + 1
-true
not 0
not ''
not zzz
not empty
not mapping
1 and 2
0 or 'x'
none or zzz or 'y'
'x' if yes
'x' if no
'x' if no else 'z'
'a' if no else 'b' if no else 'c'
yes is true
1 is true
no is false
yes is boolean
yes is number
yes is integer
1 is integer
1.0 is float
1.0 is number
'a' is string
nothing is none
nothing is string
mapping is mapping
mapping is iterable
mapping is sequence
list is sequence
list is mapping
list is iterable
'a' is iterable
1 is iterable
nothing is iterable
zzz is iterable
zzz is sequence
number is odd
number is even
number is divisibleby 7
'a' is in ['a']
'a' is lower
'a' is eq 'a'
number is not none
range is callable
range(3) | list
range(1, 7, 2) | list
range(3, 0, -1) | list
range(3)
range(3) | length
range(0)
range(1, 2, 0)
'5' | int
' 5 ' | int
'5.7' | int
'x' | int
'x' | int(3)
5.9 | int
'5' | float
-5 | abs
7 | string
text | string | length
'a\nb' | indent
'a\n\nb\n' | indent(2)
'a\nb' | indent(2, true)
'a\nb' | indent('> ')
'<a>' | e
'<a>' | escape
'<a>' | safe
'a b' | wordcount
'a' 'b'
"it's"
'tab\\tnew\\nquote\\'end\\\\'
'\\u00e9\\x41'
'\\q'
[1, 2, 3] | sum
[1, 2, 3] | max
2.5 | round
dict(a=1)
{'a': 1, 'b': [2]}
{'a': 1}.a
{1: 'x'}[1]
[].append(1)
mapping.pop('a')
mapping.update({})
text.__class__
text['__class__']
mapping.__class__
''.__class__.__mro__
text.format
range.__globals__
strftime_now('%d %b %Y')
strftime_now('%A %B %H:%M:%S %j %p %I %y')
strftime_now('%Y-%m-%d')
strftime_now('%x')
raise_exception('no: ' ~ number)
tools is defined
tools is none
documents
add_generation_prompt
eos_token
bos_token
bos_token is defined
namespace(a=1).a
namespace(a=1)
loop
cycler('a', 'b').next()
joiner(', ')
lipsum()
self
caller
not yes == no
'abc'.foo
'abc'.foo()
zzz()
number()
number.foo
nothing.foo
nothing[0]
number[0]
text.upper
(1, 2)[0]
(2 + 3) * 4
2 + 3 * 4
-2 ** 2
- 3 | abs
[1, [2, 'x\\n'], "a'b", 'c"d', 'e\\'f"g', '\\u200b\\x00é👧']
""".strip().split("\n")

BLOCKS = [
    "{% for x in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    "{% for x in [1, 2, 3] %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}",
    "{% for x in [1, 2, 3] %}{{ loop.previtem is defined }}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% for x in [1, 1, 2] %}{{ loop.changed(x) }}{% endfor %}",
    "{% for x in [1, 2] %}{% for y in [3, 4] %}{{ loop.depth }}{{ loop.index }}{{ x }}{{ y }} {% endfor %}{{ loop.index }}{% endfor %}",
    "{% for x in [] %}a{% else %}none{% endfor %}",
    "{% for x in [1] %}{% continue %}{% else %}none{% endfor %}",
    "{% for x in [1, 2, 3] %}a{{ x }}{% if x == 2 %}b{% break %}{% endif %}c{% endfor %}",
    "{% for x in [1, 2, 3] %}a{% if x == 2 %}b{% continue %}{% endif %}c{% endfor %}",
    "{% for x in [1, 2, 3, 4] if x is even %}{{ loop.index }}:{{ x }}/{{ loop.length }} {% endfor %}",
    "{% for x in [1, 2] if x > 5 %}{{ x }}{% else %}no{% endfor %}",
    "{% for k, v in mapping.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v in mapping | dictsort %}{{ k }};{% endfor %}",
    "{% for k in mapping %}{{ k }};{% endfor %}",
    "{% for c in 'a👧' %}{{ c }};{% endfor %}",
    "{% for x in zzz %}a{% else %}b{% endfor %}",
    "{% for x in nothing %}a{% endfor %}",
    "{% for x in 5 %}a{% endfor %}",
    "{% for x in range(3) %}{{ x }}{% endfor %}{{ x is defined }}",
    "{% set x = 1 %}{% for y in [1, 2] %}{{ x }}{% set x = x + y %}{{ x }}{% endfor %}{{ x }}",
    "{% for y in [1, 2] %}{{ z is defined }}{% set z = y %}{% endfor %}{{ z is defined }}",
    "{% if yes %}{% set x = 1 %}{% endif %}{{ x }}",
    "{% set ns = namespace(found=false, n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% if m.role == 'user' %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.found }}{{ ns.n }}",
    "{% set ns = namespace() %}{% set ns.x = [1] %}{{ ns.x }}{{ ns.y is defined }}",
    "{% set ns = namespace({'a': 1}) %}{{ ns.a }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set a, b = [1, 2, 3] %}{{ a }}",
    "{% set x %}in {{ number }}\n{% endset %}[{{ x }}]",
    "{% set messages = messages[1:] %}{{ messages | length }}",
    "{% macro m(a, b='d') %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(b=3, a=4) }} {{ m() }}",
    "{% macro m(a) %}{{ a }}{{ number }}{% endmacro %}{% set number = 8 %}{{ m(1) }}",
    "{% macro m() %}{{ x }}{% endmacro %}{% for x in [1, 2] %}[{{ m() }}]{% endfor %}",
    "{% macro m() %}{{ loop is defined }}{% endmacro %}{% for x in [1] %}{{ m() }}{% endfor %}",
    "{% macro m(a) %}{% if a > 0 %}{{ a }}{{ m(a - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
    "{% macro m(a) %}{{ varargs }}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m }}",
    "{% macro m() %}({{ caller() }}){% endmacro %}{% call m() %}x{% endcall %}",
    "{% filter upper %}a{{ word }}{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% with a = 1 %}{{ a }}{% endwith %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block b %}x{% endblock %}",
    "{% do list.append(1) %}",
    "{% autoescape true %}{{ '<' }}{% endautoescape %}",
    "{% generation %}a{{ number }}{% endgeneration %}b",
    "a\n{%- generation -%}\n b \n{%- endgeneration -%}\n c",
    "{% if yes %}\na\n{% endif %}\nb\n",
    "  {% if yes %}\n    a\n  {% endif %}\n  b\n\n",
    "x  {% if yes %}  \n a {%- endif %}  y",
    "x \n {%- if yes -%} \n a \n {%- endif -%} \n y",
    "{{ 1 }}\n{{ 2 }}\n",
    "{{ 1 -}}\n {{- 2 }} \n\n {{ 3 }}",
    "\t {{ 1 }}\n \t{# c #}\n a {# d #}\nb {#- e -#} \n f",
    "{# {{ not }} {% this %} #}x",
    "a\r\n{% if yes %}\r\nb\r\n{% endif %}\r\nc\r",
    "  {%+ if yes %}a{% endif %}",
    "{% if yes +%}\na{% endif %}",
    "{% if no %}a{% elif zero %}b{% elif number > 5 and not no %}c{% else %}d{% endif %}",
    "{% if messages[0].role == 'system' %}{{ messages[0].content }}{% endif %}",
    "{% if 'x' in zzz %}a{% else %}b{% endif %}",
    "{% if zzz.foo is defined %}a{% endif %}",
    "{% if people | map(attribute='age') %}a{% endif %}",
    "{% set g = names | map('upper') %}{{ g | join }}{{ g | join }}",
    "{{ '}}' }}{{ '%}' }}{{ {'a': {'b': 1}}['a']['b'] }}",
    "{{ {'a': {'b': 1}} }}",
    "{{ messages[2].content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') }}|",
    "text with } and { and -}\nnext",
    "  {- odd",
    "{{ unclosed",
    "{% if yes %}unclosed",
    "{% endif %}",
    "{% unknown %}",
    "{{ 'abc' | nofilter }}",
    "{{ 'abc' is notest }}",
    "{{ nofunction('x') }}",
    "",
    "plain",
]

SNIPPETS = ["{{ " + expression + " }}" for expression in EXPRESSIONS] + BLOCKS
