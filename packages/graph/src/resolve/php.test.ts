import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

/** One file of PHP without a namespace. */
const file = (...lines: string[]) => ({ "a.php": ["<?php", ...lines, ""].join("\n") });

describe("namespaces and imports", () => {
  test("a name without a path is one of the namespace of its file, wherever that is declared", async () => {
    const { made } = await drawn({
      "src/Main.php": "<?php\nnamespace App;\nfunction run() { new Near(); new Far(); }\n",
      "src/Near.php": "<?php\nnamespace App;\nclass Near {}\n",
      "lib/Far.php": "<?php\nnamespace Lib;\nclass Far {}\n",
    });
    expect(made).toEqual(["src/Main.php:run src/Near.php:Near"]);
  });

  test("use brings a type, with an alias or in a group, and imports its file", async () => {
    const { edges } = await drawn({
      "main.php":
        "<?php\nnamespace App;\nuse Lib\\One, Lib\\Two as Zwei;\nuse Lib\\{Three, Sub\\Four as Vier};\n" +
        "function run() { new One(); new Zwei(); new Three(); new Vier(); new Two(); }\n",
      "one.php": "<?php\nnamespace Lib;\nclass One {}\nclass Two {}\n",
      "three.php": "<?php\nnamespace Lib;\nclass Three {}\n",
      "four.php": "<?php\nnamespace Lib\\Sub;\nclass Four {}\n",
    });
    expect(edges).toEqual([
      "IMPORTS main.php four.php",
      "IMPORTS main.php one.php",
      "IMPORTS main.php three.php",
      "INSTANTIATES main.php:run four.php:Four",
      "INSTANTIATES main.php:run one.php:One",
      "INSTANTIATES main.php:run one.php:Two",
      "INSTANTIATES main.php:run three.php:Three",
    ]);
  });

  test("use function and use const bring functions and constants", async () => {
    const { edges } = await drawn({
      "main.php":
        "<?php\nnamespace App;\nuse function Lib\\help;\nuse function Lib\\{a, b as c};\nuse const Lib\\MAX;\n" +
        "function run() { help(); a(); c(); b(); return MAX; }\n",
      "lib.php": "<?php\nnamespace Lib;\nconst MAX = 3;\nfunction help() {}\nfunction a() {}\nfunction b() {}\n",
    });
    expect(edges.filter((edge) => !edge.startsWith("IMPORTS"))).toEqual([
      "CALLS main.php:run lib.php:a",
      "CALLS main.php:run lib.php:b",
      "CALLS main.php:run lib.php:help",
      "REFERENCES main.php:run lib.php:MAX",
    ]);
  });

  test("paths are full, relative to an imported name, or relative to the namespace", async () => {
    const { made } = await drawn({
      "main.php":
        "<?php\nnamespace App;\nuse Lib\\Sub as S;\n" +
        "function run() { new \\Lib\\One(); new S\\Deep(); new Inner\\Own(); new namespace\\Near(); new Lib\\One(); }\n",
      "one.php": "<?php\nnamespace Lib;\nclass One {}\n",
      "deep.php": "<?php\nnamespace Lib\\Sub;\nclass Deep {}\n",
      "own.php": "<?php\nnamespace App\\Inner;\nclass Own {}\n",
      "near.php": "<?php\nnamespace App;\nclass Near {}\n",
    });
    expect(made).toEqual([
      "main.php:run deep.php:Deep",
      "main.php:run near.php:Near",
      "main.php:run one.php:One",
      "main.php:run own.php:Own",
    ]);
  });

  test("several namespaces of one file do not see each other's names or imports", async () => {
    const { made, calls } = await drawn({
      "main.php":
        "<?php\nnamespace A { use Lib\\X; class Same {} function f() { new Same(); new X(); } }\n" +
        "namespace B { class Same {} function f() { new Same(); new X(); \\A\\f(); } }\n",
      "x.php": "<?php\nnamespace Lib;\nclass X {}\n",
    });
    expect(made).toEqual(["main.php:A.f main.php:A.Same", "main.php:A.f x.php:X", "main.php:B.f main.php:B.Same"]);
    expect(calls).toEqual(["main.php:B.f main.php:A.f"]);
  });

  test("a namespace lacks a function that the global one has, but never falls back for a class", async () => {
    const { calls, made } = await drawn({
      "main.php": "<?php\nnamespace App;\nfunction run() { help(); new Tool(); }\n",
      "lib.php": "<?php\nfunction help() {}\nclass Tool {}\n",
    });
    expect(calls).toEqual(["main.php:run lib.php:help"]);
    expect(made).toEqual([]);
  });

  test("of two declarations of one name the autoloaded one is meant", async () => {
    const { made } = await drawn({
      "composer.json": '{"autoload": {"psr-4": {"App\\\\": "src/"}}}',
      "main.php": "<?php\nnamespace App;\nfunction run() { new Model\\User(); }\n",
      "src/Model/User.php": "<?php\nnamespace App\\Model;\nclass User {}\n",
      "stubs/User.php": "<?php\nnamespace App\\Model;\nclass User {}\n",
    });
    expect(made).toEqual(["main.php:run src/Model/User.php:User"]);
  });

  test("a file that is included is imported, where its path is written out", async () => {
    const { edges } = await drawn({
      "web/index.php":
        "<?php\nrequire __DIR__ . '/../lib/a.php';\ninclude_once('b.php');\nrequire_once dirname(__DIR__) . '/lib/c.php';\n" +
        "require $dynamic;\nrequire __DIR__ . '/gone.php';\n",
      "lib/a.php": "<?php\n",
      "web/b.php": "<?php\n",
      "lib/c.php": "<?php\n",
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual([
      "IMPORTS web/index.php lib/a.php",
      "IMPORTS web/index.php lib/c.php",
      "IMPORTS web/index.php web/b.php",
    ]);
  });
});

describe("what lies outside", () => {
  test("functions and classes of the language are external, whatever the repository calls its methods", async () => {
    const { edges } = await drawn({
      "main.php":
        "<?php\nnamespace App;\nuse Psr\\Log\\LoggerInterface;\n" +
        "function run(LoggerInterface $log, \\DateTimeImmutable $now) { $log->info(strlen('x')); $now->modify('x'); }\n" +
        "class Other { function info() {} function modify() {} function strlen() {} }\n",
    });
    expect(edges.filter((edge) => edge.startsWith("CALLS"))).toEqual([
      "CALLS main.php:run Psr\\Log.LoggerInterface.info",
      "CALLS main.php:run php.DateTimeImmutable.modify",
      "CALLS main.php:run php.strlen",
    ]);
    expect(edges).toContain("IMPORTS main.php Psr\\Log");
  });

  test("a function of the repository hides the language's own of the same name only in its namespace", async () => {
    const found = await calls({
      "a.php": "<?php\nnamespace A;\nfunction strlen($x) {}\nfunction run() { strlen('x'); \\strlen('x'); }\n",
      "b.php": "<?php\nnamespace B;\nfunction run() { strlen('x'); }\n",
    });
    expect(found).toEqual(["a.php:run a.php:strlen", "a.php:run php.strlen", "b.php:run php.strlen"]);
  });

  test("a method of an outside base is the base's, one that the class has is its own", async () => {
    const found = await calls(
      file(
        "class E extends Exception { function own() { $this->own(); $this->getMessage(); parent::__construct(); } }",
      ),
    );
    expect(found).toEqual([
      "a.php:E.own a.php:E.own",
      "a.php:E.own php.Exception.__construct",
      "a.php:E.own php.Exception.getMessage",
    ]);
  });

  test("an unknown function, class or receiver draws nothing and is kept with its reason", async () => {
    const { edges, unresolved } = await drawn(
      file(
        "function run($x) { missing(); $x->go(); Gone::go(); }",
        "class A { function go() {} function missing() {} }",
      ),
    );
    expect(edges.filter((edge) => edge.startsWith("CALLS"))).toEqual([]);
    expect(unresolved).toEqual([
      "a.php:run missing unknown-name",
      "a.php:run go unknown-receiver",
      "a.php:run go unknown-receiver",
    ]);
  });
});

describe("types and their members", () => {
  test("this, self, static and parent reach members of the class and of its bases", async () => {
    const found = await calls(
      file(
        "class Base { function up() {} static function make() {} function same() {} }",
        "class A extends Base { function same() {} function run() { $this->up(); self::make(); static::same(); parent::same(); } }",
      ),
    );
    expect(found).toEqual([
      "a.php:A.run a.php:A.same",
      "a.php:A.run a.php:Base.make",
      "a.php:A.run a.php:Base.same",
      "a.php:A.run a.php:Base.up",
    ]);
  });

  test("a property, a method and a constant of one name are three things", async () => {
    const { edges } = await drawn(
      file(
        "class B { function item() {} }",
        "class A { private B $item; const item = 1; function item() {} function run() { $this->item->item(); $this->item(); return self::item; } }",
      ),
    );
    expect(edges.filter((edge) => edge.includes("A.run"))).toEqual([
      "CALLS a.php:A.run a.php:A.item",
      "CALLS a.php:A.run a.php:B.item",
      "REFERENCES a.php:A.run a.php:A.item",
    ]);
  });

  test("properties have the type that is declared, promoted, documented or assigned", async () => {
    const found = await calls(
      file(
        "class B { function b() {} } class C { function c() {} } class D { function d() {} } class E { function e() {} }",
        "class A {",
        "  private ?B $one;",
        "  /** @var C|null */",
        "  private $two;",
        "  private $four;",
        "  function __construct(private D $three) { $this->four = new E(); }",
        "  function run() { $this->one->b(); $this->two->c(); $this->three->d(); $this->four?->e(); }",
        "}",
      ),
    );
    expect(found).toEqual([
      "a.php:A.run a.php:B.b",
      "a.php:A.run a.php:C.c",
      "a.php:A.run a.php:D.d",
      "a.php:A.run a.php:E.e",
    ]);
  });

  test("a trait's methods are members of the classes that use it, before those of the parent", async () => {
    const { edges } = await drawn(
      file(
        "trait T { function hello() { $this->own(); } private function own() {} }",
        "class Base { function hello() {} }",
        "class A extends Base { use T; function run() { $this->hello(); parent::hello(); } }",
      ),
    );
    expect(edges).toEqual([
      "CALLS a.php:A.run a.php:Base.hello",
      "CALLS a.php:A.run a.php:T.hello",
      "CALLS a.php:T.hello a.php:T.own",
      "INHERITS a.php:A a.php:Base",
      "INHERITS a.php:A a.php:T",
    ]);
  });

  test("insteadof chooses between traits, and as gives a method a further name", async () => {
    const found = await calls(
      file(
        "trait S { function hello() {} } trait T { function hello() {} }",
        "class A { use S, T { T::hello insteadof S; S::hello as protected greet; } function run() { $this->hello(); $this->greet(); } }",
      ),
    );
    expect(found).toEqual(["a.php:A.run a.php:S.hello", "a.php:A.run a.php:T.hello"]);
  });

  test("an interface's method is called on what is declared by it, and classes implement it", async () => {
    const { edges } = await drawn(
      file(
        "interface I { function go(); }",
        "class A implements I { function go() {} }",
        "function run(I $i) { $i->go(); }",
      ),
    );
    expect(edges).toEqual([
      "CALLS a.php:run a.php:I.go",
      "IMPLEMENTS a.php:A a.php:I",
      "OVERRIDES a.php:A.go a.php:I.go",
      "REFERENCES a.php:run a.php:I",
    ]);
  });

  test("a case of an enum is an instance of it, and so is what from gives", async () => {
    const found = await calls(
      file(
        "enum Level: int { case High = 1; function label() {} static function pick(): self { return self::High; } }",
        "function run() { Level::High->label(); Level::from(1)->label(); Level::pick()->label(); }",
      ),
    );
    expect(found).toEqual([
      "a.php:run a.php:Level.label",
      "a.php:run a.php:Level.pick",
      "a.php:run php.BackedEnum.from",
    ]);
  });

  test("an anonymous class has members and bases of its own, and its arguments belong to the code around", async () => {
    const { calls, edges } = await drawn(
      file(
        "interface I { function go(); } class Arg {}",
        "class A { function own() {} function run() { $x = new class($this->own()) implements I { function go() { $this->in(); } function in() {} }; $x->go(); } }",
      ),
    );
    expect(calls).toEqual([
      "a.php:A.run a.php:A.own",
      "a.php:A.run a.php:A.run.<anonymous>.go",
      "a.php:A.run.<anonymous>.go a.php:A.run.<anonymous>.in",
    ]);
    expect(edges).toContain("IMPLEMENTS a.php:A.run.<anonymous> a.php:I");
  });

  test("a written constructor is called where an instance is made, by name, self or static", async () => {
    const { calls, made } = await drawn(
      file(
        "class A { function __construct() {} static function one() { return new self(); } static function two() { return new static; } }",
        "class B {}",
        "function run() { new A(1); new B; }",
      ),
    );
    expect(calls).toEqual([
      "a.php:A.one a.php:A.__construct",
      "a.php:A.two a.php:A.__construct",
      "a.php:run a.php:A.__construct",
    ]);
    expect(made).toEqual(["a.php:A.one a.php:A", "a.php:A.two a.php:A", "a.php:run a.php:A", "a.php:run a.php:B"]);
  });

  test("an instance with __invoke is called by it, and no other is", async () => {
    const { calls, unresolved } = await drawn(
      file("class A { function __invoke() {} } class B {}", "function run(A $a, B $b) { $a(); $b(); }"),
    );
    expect(calls).toEqual(["a.php:run a.php:A.__invoke"]);
    expect(unresolved).toEqual(["a.php:run $b dynamic"]);
  });
});

describe("the flow of types", () => {
  test("a variable has what is assigned in its own function, never what one outside holds", async () => {
    const { calls, unresolved } = await drawn(
      file(
        "class A { function go() {} }",
        "$x = new A();",
        "$x->go();",
        "function run() { $x->go(); $y = new A(); $y->go(); }",
      ),
    );
    expect(calls).toEqual(["a.php a.php:A.go", "a.php:run a.php:A.go"]);
    expect(unresolved).toEqual(["a.php:run go unknown-receiver"]);
  });

  test("chains follow what methods declare, document or return; static is the type of the receiver", async () => {
    const found = await calls(
      file(
        "class Query { function where(): static { return $this; } function order() { return $this; }",
        "  /** @return Row */ function first() { return load(); } static function start() { return new static(); } }",
        "class UserQuery extends Query { function active(): self { return $this; } }",
        "class Row { function save() {} }",
        "function run(UserQuery $q) { $q->where()->order()->active()->first()->save(); UserQuery::start()->active(); }",
      ),
    );
    expect(found.filter((call) => call.startsWith("a.php:run"))).toEqual([
      "a.php:run a.php:Query.first",
      "a.php:run a.php:Query.order",
      "a.php:run a.php:Query.start",
      "a.php:run a.php:Query.where",
      "a.php:run a.php:Row.save",
      "a.php:run a.php:UserQuery.active",
    ]);
  });

  test("elements of documented arrays, generic collections' loops and variables have their type", async () => {
    const found = await calls(
      file(
        "class A { function a() {} } class B { function b() {} } class C { function c() {} }",
        "/** @param A[] $as",
        " * @param array<string, B> $bs */",
        "function run(array $as, array $bs, C ...$cs) { foreach ($as as $a) { $a->a(); } foreach ($bs as $k => $b) { $b->b(); } $cs[0]->c(); }",
      ),
    );
    expect(found).toEqual(["a.php:run a.php:A.a", "a.php:run a.php:B.b", "a.php:run a.php:C.c"]);
  });

  test("a comment above declares the variable that it names or that the statement assigns", async () => {
    const found = await calls(
      file(
        "class A { function a() {} } class B { function b() {} }",
        "function run($c) { /** @var A $x */ $x = $c->get('a'); $x->a(); /** @var B */ $y = $c->get('b'); $y->b(); }",
      ),
    );
    expect(found).toEqual(["a.php:run a.php:A.a", "a.php:run a.php:B.b"]);
  });

  test("documented properties are members, and a template is no class of its name", async () => {
    const { calls } = await drawn(
      file(
        "class T { function t() {} } class B { function b() {} }",
        "/** @property-read B $magic",
        " * @template T */",
        "class A { /** @return T */ function item() {} }",
        "function run(A $a) { $a->magic->b(); $a->item()->t(); }",
      ),
    );
    expect(calls).toEqual(["a.php:run a.php:A.item", "a.php:run a.php:B.b"]);
  });

  test("instanceof says the type where it holds: in its branch, after a guard, behind &&", async () => {
    const { calls, unresolved } = await drawn(
      file(
        "interface I {} class A implements I { function a() {} function ok() {} } class B implements I { function b() {} }",
        "class Box { private I $in; function open() { if ($this->in instanceof A) { $this->in->a(); } $this->in->a(); } }",
        "function branch(I $x) { if ($x instanceof A) { $x->a(); } elseif ($x instanceof B) { $x->b(); } else { $x->a(); } }",
        "function guard(I $x) { if (!$x instanceof A) { return; } $x->a(); }",
        "function both($x) { return $x instanceof A && $x->ok(); }",
        "function either($x) { if ($x instanceof A || $x->a()) { $x->a(); } }",
      ),
    );
    expect(calls).toEqual([
      "a.php:Box.open a.php:A.a",
      "a.php:both a.php:A.ok",
      "a.php:branch a.php:A.a",
      "a.php:branch a.php:B.b",
      "a.php:guard a.php:A.a",
    ]);
    expect(unresolved).toEqual([
      "a.php:Box.open a unknown-member",
      "a.php:branch a unknown-member",
      "a.php:either a unknown-receiver",
      "a.php:either a unknown-receiver",
    ]);
  });

  test("what a narrowed value gives stays known in the part where it is narrowed", async () => {
    const found = await calls(
      file(
        "class Item { function go() {} } class A { function item(): Item {} }",
        "class Box { private $in; function open() { if ($this->in instanceof A) { $item = $this->in->item(); $item->go(); } } }",
      ),
    );
    expect(found).toEqual(["a.php:Box.open a.php:A.item", "a.php:Box.open a.php:Item.go"]);
  });

  test("a choice of two types reaches both as inferred", async () => {
    const { calls, tierOf } = await drawn(
      file(
        "class A { function go() {} } class B { function go() {} }",
        "function run(A|B $x, ?A $y) { $x->go(); ($y ?? new A)->go(); }",
      ),
    );
    expect(calls).toEqual(["a.php:run a.php:A.go", "a.php:run a.php:B.go"]);
    expect(tierOf("CALLS a.php:run a.php:B.go")).toBe("inferred");
  });

  test("closures belong to the function around, and see this and what they use", async () => {
    const found = await calls(
      file(
        "class B { function b() {} }",
        "class A { function own() {} function run(B $b) { return array_map(function (B $x) use ($b) { $x->b(); $this->own(); }, [fn() => $b->b()]); } }",
      ),
    );
    expect(found).toEqual(["a.php:A.run a.php:A.own", "a.php:A.run a.php:B.b", "a.php:A.run php.array_map"]);
  });

  test("a function as a value is a reference, and is called through the variable that holds it", async () => {
    const { edges } = await drawn(
      file(
        "function help() {}",
        "class A { function own() {} function run() { $f = help(...); $f(); return $this->own(...); } }",
      ),
    );
    expect(edges).toEqual([
      "CALLS a.php:A.run a.php:help",
      "REFERENCES a.php:A.run a.php:A.own",
      "REFERENCES a.php:A.run a.php:help",
    ]);
  });

  test("a method that documents nothing takes the types of the one that it replaces", async () => {
    const found = await calls(
      file(
        "class Item { function go() {} }",
        "interface I {",
        "  /** @param Item[] $items",
        "   * @return Item */",
        "  function all(array $items);",
        "}",
        "class A implements I { /** {@inheritdoc} */ function all(array $items) { foreach ($items as $one) { $one->go(); } } }",
        "function run(A $a) { $a->all([])->go(); }",
      ),
    );
    expect(found).toEqual(["a.php:A.all a.php:Item.go", "a.php:run a.php:A.all", "a.php:run a.php:Item.go"]);
  });

  test("code between HTML is code", async () => {
    const found = await calls({
      "page.php": "<h1>x</h1>\n<?php function help() {} ?>\n<p><?= help() ?></p>\n<?php if (true): help(); endif;\n",
    });
    expect(found).toEqual(["page.php page.php:help"]);
  });
});
