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
7 // 2.0
-7 // 2.0
7.5 % -2
-7.5 % 2
-7 % -3
0.0 * -1
1e16
1e15
123456789012345680.0
1.5e-5
0.0001
2.0 * 3
10 / 4
-7 / 2
1_000 + 0x1f + 0b101 + 0o17
2 ** 10
2 ** 3 ** 2
-2 * -3
3 * 'ab'
'ab' * -1
[1] * 2
2 * (1, 2)
true + true
1 + 1.0
7 % 2.5
1.0 == 1
0.1 == 1
9007199254740993 == 9007199254740992.0
9223372036854775807
9223372036854775807 + 1
1 < 2 < 3 < 3
1 < 3 > 2
1 == 1 != 2
'a' in 'abc' == true
1 in [1] in [[1]]
'' in 'abc'
'a' not in ['b'] and 'b' in ['b']
not 'a' in 'b'
not not 1
1 or 1 / 0
0 and 1 / 0
none and 1
'' or none
1 if none else 2
(1 if no) is defined
'a' ~ 'b' if yes else 'c' ~ 'd'
'x' ~ 1 + 2 ~ 'y'
1 + 2 * 3 - 4 // 3
(1 + 2) * 3 ** 2
- 2 ** 2
+5
-'a'
not yes or yes
yes is not false
5 is eq 5
5 is ne(6)
5 is gt 4 and 5 is lt 6
5 is ge 5 and 5 is le 5
5 is == 5
5 is divisibleby 5
5 is divisibleby(2)
5.0 is odd
true is odd
'A' is upper
'aB' is lower
'1' is lower
'a' is in ['a', 'b']
'a' is not in ['a', 'b']
mapping is not mapping
range(3) is iterable
range(3) is sequence
mapping.items() is iterable
mapping.items() is sequence
zzz is callable
namespace() is mapping
zzz is none
nothing is defined
1 is sameas 1
mapping is defined and mapping.zzz is not defined
'abcdef'[:-2]
'abcdef'[-100:2]
'abcdef'[2:100]
'abcdef'[::-2]
'abcdef'[-2::-1]
'abcdef'[:2:-1]
'abcdef'[3:3]
'abcdef'[5:1]
'abcdef'[::0]
'abcdef'['a':]
'abcdef'[true]
'abcdef'[none:2]
[1, 2, 3][-2:]
[1, 2, 3][:-1]
[1, 2, 3][5:]
[1, 2, 3][-1]
[1, 2, 3][-4]
[1, 2, 3][true]
[1, 2, 3]['a']
[1, 2, 3].0
[1, 2, 3].foo
(1, 2, 3)[1:]
'a👧b'[-2:]
'a👧b'[1:2]
mapping['zzz']
mapping[0]
mapping['a'][0]
mapping[1:]
zzz[1:]
range(10)[2]
range(0, 10, 3) | last
range(5) | first
range(3) | sum
range(5)[1:] | list
1, 2
(1, 2,)
()
[1, 2, ]
[]
{}
{'a': 1, 'a': 2}
{'a': 1,}
{'a': [1, {'b': none}]}
'a' "b" 'c'
'\\x41\\102\\U0001F467\\a'
'\\x4'
'a\\\nb'
'\\N{BULLET}'
'\\d\\.'
"\\""
'a\nb'
names | sort | first
names | sort | join(',')
names | sort(attribute='foo')
people | sort(attribute='name') | map(attribute='name') | join
people | sort(attribute='age')
people | map(attribute='name') | map('upper') | map('replace', 'B', 'C') | join(',')
people | map(attribute='zzz') | list
people | map('length') | list
people | selectattr('name', 'in', ['Bo', 'Cy']) | map(attribute='name') | list
people | selectattr('name', 'ne', 'Bo') | map(attribute='name') | list
people | rejectattr('name', '==', 'Bo') | map(attribute='name') | list
people | groupby('name')
people | selectattr('age', '>', 5) | map(attribute='name') | first
messages | map(attribute='content.zzz') | list
list | map(attribute='k') | list
[[1, 2], [3, 4]] | map(attribute=0) | list
[[1, 2], [3, 4]] | map(attribute='1') | list
[[1, 2], [3, 4]] | map('last') | list
[[1, 2], [3]] | sum(start=[])
[3, 1, 2] | sort
[3, 1, 2] | sort(reverse=true)
[3, 'a'] | sort
[3, 1, 2] | min
[3, 1, 2] | max
['b', 'A'] | min
['b', 'A'] | min(case_sensitive=true)
[] | min
[1, 2.5] | sum
['a', 'B', 'b', 'A'] | unique | join
['a', 'B', 'b', 'A'] | unique(case_sensitive=true) | join
[1, 1.0, true, 2] | unique | list
[1, 0, none, 'a', ''] | select | list
[1, 0, none, 'a', ''] | reject | list
[1, 2, 3] | select('odd') | list
[1, 2, 3] | reject('gt', 1) | list
[1, 2, 3] | select('divisibleby', 3) | list
[1, 2, 3] | select('zzz') | list
'abc' | list | reverse | join
mapping | dictsort(reverse=true) | map('first') | join
mapping | dictsort(by='value')
{'b': 1, 'A': 2, 'c': 0} | dictsort
{'b': 1, 'A': 2, 'c': 0} | dictsort(true)
{'b': 1, 'A': 2, 'c': 0} | dictsort(by='value')
nothing | map('upper') | list
nothing | select | list
zzz | selectattr('a') | list
5 | map('upper') | list
[none, none] | sort
[none, 1] | sort
{'a': none, 'b': none} | dictsort(by='value')
mapping | map('upper') | list
'ab' | map('upper') | join('-')
[1, 2, 0] | map('string') | select('ne', '0') | list
mapping | list
mapping | first
mapping | last
mapping | join(',')
mapping | reverse | list
mapping.keys()
mapping.values() | first
mapping.items() | first
mapping.items() | length
mapping.items()[0]
zzz.items()
zzz | items | list
nothing | items | list
zzz | list
zzz | join
zzz | first
zzz | upper
zzz | trim
zzz | tojson
zzz | int
zzz | abs
zzz | replace('a', 'b')
zzz | indent
zzz | sort
zzz | string | length
zzz + 'a'
zzz < 1
-zzz
zzz ~ 'a'
'a' in zzz
zzz in ['a']
zzz | default
zzz | default('a') | upper
zzz.foo | default('a')
mapping.zzz | default('a')
mapping.zzz.yyy | default('a')
'' | d('a', true)
none | default('a', boolean=true)
0 | default(5, true)
nothing | string
nothing | upper
nothing | trim
nothing | list
nothing | int
nothing ~ ''
nothing + 'a'
true | int
true | string | lower
'3.99' | int
'-3' | int
'+3' | int
'1e3' | int
'' | int(7)
'abc' | float
'2.50' | float
7 | float
5.5 | int
-5.5 | int
-5.5 | abs
0.0 | abs
'abc' | abs
3.7 | string
'a,b' | replace(',', ';') | upper
'aaa' | replace('a', 'b', 2)
'aaa' | replace('', '-')
'aaa'.replace('', '-')
'aaa'.replace('', '-', 2)
5 | replace(5, 6)
'👧'.replace('', '-')
'abc' | trim('ac')
'  a b  '.split(' ')
'abc'.split('')
'a-b-c'.split('-', 1)[-1]
'a-b-c'.rsplit('-', 1)[0]
'a-b-c'.rsplit('-')
'a-b-c'.split('-', maxsplit=1)
'a-b-c'.split(sep='-')
'aXbXc'.split('X')[1:] | join('+')
'\\n\\na\\n'.splitlines()
'a\\nb'.splitlines(true)
'a\\x0bb\\x85c'.splitlines()
'abc'.partition('x')
'abc'.rpartition('x')
'abc'.rfind('c')
'abcabc'.rindex('b')
'abc'.index('x')
'-5'.zfill(4)
'+'.zfill(3)
'abc1'.isalnum()
'ABC'.isupper()
'a1'.islower()
' '.isspace()
''.isspace()
''.isalpha()
'é'.isalpha()
'abc'.startswith('b')
'abc'.startswith(['a'])
'abc'.endswith(('x', 'c'))
'abc'.removeprefix('a').removesuffix('c')
'abc'.count('')
'aaaa'.count('aa')
'hELLO wORLD'.capitalize()
"it's a-dog's (life)" | title
"it's a dog's".title()
'ΑΣ'.lower()
'ΑΣ' | capitalize
'ß'.upper()
'İ'.lower()
'x'.join('abc')
'x'.join([1])
'x'.center(5)
'a\\tb'.expandtabs()
'{}'.format(1)
'%d' % 1
'a' % ()
'a\nb\n' | indent(first=true)
'a\n\nb' | indent(2, blank=true)
'a\r\nb\x0bc' | indent(1)
'<a href="x">\'&' | e
'<' | e | e
'<' | safe | e
('<' | safe) == '<'
('<' | safe) ~ '>'
('<' | safe) + '>'
('<' | safe) | length
('<' | safe) in ['<']
['<' | safe] | tojson
('<' | e) | upper
[1.5, true, none, 'é'] | tojson
mapping | tojson(indent='\\t')
mapping | tojson(sort_keys=true, indent=1, ensure_ascii=true)
mapping | tojson(separators=[',', ':'], indent=2)
(1, 2) | tojson
{'a': {}} | tojson(indent=2)
{'a': []} | tojson(indent=2)
'\\x7f\\x1f/</>' | tojson
'\\u2028' | tojson
1e22 | tojson
range(2) | tojson
mapping.items() | tojson
dict(a=1, b=[2]) | tojson
dict({'a': 1}, a=2)
dict()
namespace(a=1, b='x')
namespace({'a': 1}, b=2).b
namespace(a=1).zzz
namespace(a=1)['a']
namespace(1)
range('a')
range()
range(5, 0)
range(0, 5, -1) | list
range(1, 6)[::2] | list
range(200000) | length
strftime_now('%e|%F|%T|%%|%a')
strftime_now()
raise_exception()
raise_exception('a', 'b')
messages is sequence and messages is not string
messages[0] is mapping
messages[0].role.upper()
messages[0].get('role', 'x') ~ messages[0].get('zzz', 'x')
messages[0].keys() | list
messages[-2:] | map(attribute='role') | join(',')
messages | map(attribute='content') | map('trim') | list
(messages | last).role
messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('|')
messages[::-1][0].role
text.foo
text.items
number.real
number.bit_length()
true.foo
[1].count(1)
(1, 2).index(2)
range(3).start
mapping.items().foo
caller is defined
varargs is defined
loop is defined
true(1)
'a'()
messages.foo()
True and False
None
1 if 0 else
1 +
(1
[1
{'a' 1}
{1, 2}
1 2
a.b.
a.'b'
'unclosed
f(a=1, 2)
f(a=1, a=2)
x | 
x is
5 is defined is true
(5 is defined) is true
1 = 2
a b
@
$x
é
_x
not
1.foo
1.2.3
[1, 2, 3] | reverse | join
[1, 2] == [1, 2] and (1, 2) != [1, 2]
{'a': 1} == {'a': 1.0}
mapping == mapping
'a' == none
'10' < '9'
10 < 9.5
[1] < [2]
none < 1
'a' > 1
true > false
1 in mapping
'b' in mapping and 'zzz' not in mapping
'b' in mapping.keys()
1 in mapping.values()
1 in 5
none in none
1 in (1, 2)
'a' in ('a' if no else 'ab')
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
    # White space.
    "{% raw %} {{ x }}\n{% endraw %}\nb",
    "a {%- raw -%} \n {% x %} {%- endraw -%} \n b",
    "  {% raw %}\n  a\n  {% endraw %}\nb",
    "{%- raw %}{# a #}{%- endraw +%}\nb",
    "{% raw %}{% endraw",
    "a\n  {%+ if yes %}b{% endif %}",
    "a\n  {%- if yes %}b{% endif %}",
    "a\n\t {% if yes -%}\n\n b\n{%- endif %}\n\nc",
    "{% if yes %}  {% if yes %}\n  a{% endif %}\n{% endif %}\n",
    "{% if yes %}\n  {% if yes %}  {% endif %}  \n{% endif %}x",
    "  {{ 1 }}  {% set x = 1 %}  {{ x }}",
    "  {% set x = 1 %}  {{ x }}",
    "a  {% set x = 1 %}\n  b",
    "{# a #}\n  {# b #}  \n c {#- d -#}\n e {#+ f +#}\ng",
    "  {# a #}b",
    "{{ 1 +}}",
    "{{+ 1 }}",
    "{{- 1 -}}",
    " {{- -1 -}} ",
    "{{ 1 -}}\n\n",
    "a\n\n",
    "a\n\n\n",
    "\n",
    "\n\n{{ 1 }}",
    "{{ 1 }}\r\n\r\n",
    "\x0b\x0c{%- if yes -%}\u2028 a \x85{%- endif %}\ufeff",
    "a\u3000{%- if yes %}b{% endif %}",
    "{%if yes%}a{%endif%}",
    "{% if\nyes\n%}a{% endif %}",
    "{% if yes: %}a{% else: %}b{% endif %}",
    "{{ '%}' }}{% if '%}' == '%}' %}a{% endif %}",
    "{{ '{{' }}{{ '{%' }}{{ '{#' }}",
    "{ {{ '{' }} { % } #} %} }}",
    "{{ {'a': {'b': {}}} }}",
    "{{ [}] }}",
    "{{ (1] }}",
    "{% %}",
    "{{ }}",
    "{# unclosed",
    "{#-#}a",
    # Variables and their scopes.
    "{% set x = 1 %}{% if yes %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set x = 1 %}{% for i in [1, 2] %}{% if i == 1 %}{% set x = 5 %}{% endif %}{{ x }}{% endfor %}{{ x }}",
    "{% for x in [1] %}{% for x in [2] %}{{ x }}{% endfor %}{{ x }}{% endfor %}",
    "{% for x in [1, 2] %}{% set y = x %}{% for z in [3] %}{{ y }}{% set y = z %}{{ y }}{% endfor %}{{ y }}{% endfor %}",
    "{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y is defined }}",
    "{% set x | upper | trim %} a {% endset %}[{{ x }}]",
    "{% set x, y = y, 5 %}{{ y }}",
    "{% set (a, b) = (1, 2) %}{{ a }}{{ b }}",
    "{% set a = 1, 2 %}{{ a }}",
    "{% set a = 1 if no else 2 %}{{ a }}",
    "{% set true = 1 %}",
    "{% set a.b = 1 %}",
    "{% set mapping.b = 2 %}",
    "{% set a[0] = 1 %}",
    "{% set ns = namespace(a=namespace(b=1)) %}{% set ns.a = namespace(b=2) %}{{ ns.a.b }}",
    "{% set ns = namespace(a=[]) %}{% for i in range(3) %}{% set ns.a = ns.a + [i * i] %}{% endfor %}{{ ns.a }}",
    "{% set ns = namespace(x=1) %}{% set other = ns %}{% set other.x = 2 %}{{ ns.x }}{{ ns == other }}{{ ns == namespace(x=2) }}",
    "{% set ns = namespace(last=-1) %}{% for m in messages %}{% if m.role == 'user' %}{% set ns.last = loop.index0 %}{% endif %}{% endfor %}{{ ns.last }}{{ messages[ns.last + 1:] | length }}",
    "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}",
    "{% set a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a is defined }}",
    "{% set eos_token = 'x' %}{{ eos_token }}",
    "{% set range = 1 %}{{ range }}",
    # Loops.
    "{% for x in 'abc' %}{{ loop.cycle('x', 'y') }}{% endfor %}",
    "{% for x in [1] %}{{ loop }}{{ loop['index'] }}{{ loop | length }}{{ loop.foo }}{% endfor %}",
    "{% for x in [1, 2] %}{{ loop.cycle() }}{% endfor %}",
    "{% for x in [1, 2, 3] %}{{ loop.changed(x > 1) }}{{ loop.changed(x) }}{% endfor %}",
    "{% for x in [1, 2, 3] %}{{ (loop.previtem | default(0)) + (loop.nextitem | default(0)) }},{% endfor %}",
    "{% for x in [1, 2, 3] %}{% if loop.previtem is defined and loop.previtem > 1 %}{{ x }}{% endif %}{% endfor %}",
    "{% for x in [1, 2] %}{{ loop.previtem + 1 }}{% endfor %}",
    "{% for x in messages if x.role == 'user' %}{{ loop.index }}{{ loop.last }}{{ x.content }}{% endfor %}",
    "{% for x in [1, 2, 3] if loop.index > 1 %}{{ x }}{% endfor %}",
    "{% for x in 1, 2, 3 %}{{ x }}{% endfor %}",
    "{% for x, in [[1], [2]] %}{{ x }}{% endfor %}",
    "{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for a, b in [1] %}{% endfor %}",
    "{% for a, b in ['xy'] %}{{ a }}{{ b }}{% endfor %}",
    "{% for x in names | sort %}{{ x }}{% endfor %}",
    "{% for x in (names if no else [1]) %}{{ x }}{% endfor %}",
    "{% for x in names if no else [1] %}{{ x }}{% endfor %}",
    "{% for x in people | map(attribute='name') %}{{ loop.length }}{{ loop.last }}{% endfor %}",
    "{% for x in mapping.values() %}{{ loop.revindex }}{% endfor %}",
    "{% for i in range(2, 0, -1) %}{{ i }}{% endfor %}",
    "{% for x in [[1, 2], [3]] %}{% for y in x %}{{ y }}{% if loop.last %};{% endif %}{% endfor %}{% endfor %}",
    "{% for x in [1, 2] %}{% set outer = loop %}{% for y in [1, 2] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}",
    "{% for x in [1, 2, 3] %}{% for y in [1, 2] %}{% if y == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}{% if x == 2 %}{% break %}{% endif %}{% endfor %}",
    "{% for x in [1, 2] %}{% break %}{% else %}none{% endfor %}",
    "{% for x in [1, 2] recursive %}{{ x }}{% endfor %}",
    "{% break %}",
    "{% for x in [1, 2] %}{% filter upper %}a{% if x == 1 %}{% continue %}{% endif %}b{% endfilter %}{% endfor %}",
    "{% for x in [1] %}{% set y %}a{% break %}{% endset %}{% endfor %}{{ y is defined }}",
    "{% for x in true %}{% endfor %}",
    "{% for true in [1] %}{% endfor %}",
    "{% for x in [1] %}{% endfor %}{% else %}",
    "{% for x %}{% endfor %}",
    "{% for x in [1] %}",
    # Macros.
    "{% macro m(a, b=a ~ 'x', c=number) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}{{ m(1, c=3) }}{{ m(1, 2, 3) }}",
    "{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}{{ m(none) }}{{ m(zzz) }}",
    "{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=1) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}",
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, b=3) }}",
    "{% macro m(a=1, b) %}{% endmacro %}",
    "{% macro m() %}{% set x = 5 %}{{ x }}{% endmacro %}{{ m() }}{{ x is defined }}",
    "{% macro m() %}{{ x }}{% endmacro %}{% set x = 5 %}{{ m() }}",
    "{% set ns = namespace(n=0) %}{% macro m() %}{% set ns.n = ns.n + 1 %}{% endmacro %}{{ m() }}{{ m() }}{{ ns.n }}",
    "{% macro m() %} a {% endmacro %}[{{ m() | trim }}]{{ m() is string }}{{ m() == ' a ' }}",
    "{% macro m(x) %}{% for i in x %}{{ m(i) if i is sequence else i }}{% endfor %}{% endmacro %}{{ m([1, [2, [3]]]) }}",
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}x{% endmacro %}{{ a() }}",
    "{% for x in [1, 2] %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% endfor %}{{ m is defined }}",
    "{% for x in [1, 2] %}{% macro m() %}{{ loop.index }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% if yes %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}",
    "{% macro m() %}{% for x in [1, 2] %}{{ x }}{% break %}{% endfor %}{% endmacro %}{{ m() }}",
    "{% for x in [1] %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
    "{% macro m(a) %}<{{ a }}|{{ caller() }}>{% endmacro %}{% set y = 3 %}{% call m(1) %}{{ y }}{% set z = 1 %}{% endcall %}{{ z is defined }}",
    "{% macro m() %}{{ caller(1, 2) }}{% endmacro %}{% call(a, b) m() %}{{ a }}{{ b }}{% endcall %}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}",
    "{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}",
    "{% for x in [1, 2] %}{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ x }}{{ loop.index }}{% endcall %}{% endfor %}",
    "{% call 5 %}{% endcall %}",
    "{% filter upper | replace('A', 'b') %}a{{ word }}{% set q = 1 %}{% endfilter %}{{ q is defined }}",
    "{% filter indent(2) %}a\nb{% endfilter %}",
    "{% filter zzz %}a{% endfilter %}",
    # What the assistant says.
    "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{{ loop.index }}{% endgeneration %}{% endif %}{% endfor %}",
    "{% set x = 1 %}{% generation %}{% set x = 2 %}{{ x }}{% endgeneration %}{{ x }}",
    "{% for x in [1] %}{% generation %}{% break %}{% endgeneration %}{% endfor %}",
    "{%- generation %}\n a{% endgeneration %}\n\nb",
    # Tags that end elsewhere, or nowhere.
    "{% if yes %}{% endfor %}",
    "{% if yes %}{% else %}{% elif no %}{% endif %}",
    "{% if %}{% endif %}",
    "{% if yes, no %}a{% endif %}",
    "{% if 'a' if no %}a{% endif %}",
    "{% elif yes %}",
    "{% set x = %}",
    "{% set %}",
    "{% macro %}{% endmacro %}",
    "{% endif yes %}",
    "{% if yes %}a{% endif yes %}",
    "{% print 1 + 1 %}",
    "{% print(1, 2) %}",
    "{% trans %}a{% endtrans %}",
    "{{ 1 }}{% if no %}{{ 1 / 0 }}{{ zzz.foo }}{% endif %}",
    "{% if no %}{{ 'a' | nofilter }}{% endif %}a",
    "{{ x if x is string }}{{ 'a' if 'a' is string }}",
    "{{ messages[0].content if messages[0].role == 'system' else '' }}|",
    "{{ raise_exception('Stop: ' + messages[0].role) if messages[0].role != 'user' }}",
]

SNIPPETS = ["{{ " + expression + " }}" for expression in EXPRESSIONS] + BLOCKS
