/** Two small projects in which most of what a language binds happens once; indexers and our own rules read the same text. */
import type { Sources } from "../support/resolved-graph.ts";

export const TYPESCRIPT: Sources = {
  "package.json": '{ "name": "sample-shop", "version": "1.0.0" }\n',
  "tsconfig.json": `{
  "compilerOptions": { "target": "ES2022", "module": "NodeNext", "strict": true, "noEmit": true, "types": [] },
  "include": ["src"]
}
`,
  "src/pricing.ts": `export interface Priced {
  readonly cents: number;
  total(): number;
}

export abstract class Item implements Priced {
  static count = 0;
  constructor(readonly cents: number) {
    Item.count += 1;
  }
  total(): number {
    return this.cents;
  }
  abstract label(): string;
}

export class Book extends Item {
  constructor(cents: number, private readonly title: string) {
    super(cents);
  }
  get name(): string {
    return this.title.trim();
  }
  label(): string {
    return format(this.name, this.total());
  }
  override total(): number {
    return super.total() + tax(this.cents);
  }
}

export function format(name: string, cents: number): string {
  return \`\${name}: \${cents}\`;
}

function tax(cents: number): number {
  return Math.round(cents / 10);
}

export default function parse(text: string): Book {
  const [cents = "0", title = ""] = text.split(" ");
  return new Book(Number(cents), title);
}
`,
  "src/index.ts": `export { Book as Volume, format, default as parse } from "./pricing.js";
export * as pricing from "./pricing.js";
export * from "./cart.js";
`,
  "src/cart.ts": `import parse, { Item, type Priced } from "./pricing.js";

export type Visit = (item: Priced) => void;

export class Cart<T extends Priced> {
  private readonly items: T[] = [];

  add(item: T): this {
    this.items.push(item);
    return this;
  }
  first(): T | undefined {
    return this.items[0];
  }
  each(visit: Visit): void {
    this.items.forEach((item) => visit(item));
  }
  sum(): number {
    return this.items.map((item) => item.total()).reduce((a, b) => a + b, 0);
  }
}

export function read(lines: string[]): Cart<Item> {
  const cart = new Cart<Item>();
  for (const line of lines) cart.add(parse(line));
  return cart;
}
`,
  "src/main.ts": `import { Cart, Volume, format as show, pricing, read } from "./index.js";
import type { Priced } from "./pricing.js";

export function checkout(): string {
  const cart = new Cart<Priced>().add(new Volume(100, "a")).add(new pricing.Book(5, "b"));
  const done = (cents: number) => show("sum", cents);
  cart.each((item) => item.total());
  return done(cart.sum());
}

export async function load(lines: Promise<string[]>): Promise<string> {
  const cart = read(await lines);
  const item = cart.first();
  return item?.label() ?? "";
}

export function apply(options: { run(): void }): void {
  options.run();
}

function untyped(thing: any): void {
  thing.total();
}
untyped(checkout());
`,
};

export const PYTHON: Sources = {
  "shop/__init__.py": "from .pricing import Book as Volume\n",
  "shop/pricing.py": `from abc import ABC, abstractmethod
from functools import lru_cache


class Item(ABC):
    count = 0

    def __init__(self, cents: int) -> None:
        self.cents = cents
        Item.count += 1

    def total(self) -> int:
        return self.cents

    @abstractmethod
    def label(self) -> str: ...


class Book(Item):
    def __init__(self, cents: int, title: str) -> None:
        super().__init__(cents)
        self.title = title

    @property
    def name(self) -> str:
        return self.title.strip()

    def label(self) -> str:
        return show(self.name, self.total())

    def total(self) -> int:
        return super().total() + tax(self.cents)


def show(name: str, cents: int) -> str:
    return f"{name}: {cents}"


@lru_cache
def tax(cents: int) -> int:
    return round(cents / 10)


def parse(text: str) -> Book:
    cents, title = text.split(" ")
    return Book(int(cents), title)
`,
  "shop/cart.py": `import os.path
from typing import Callable, Generic, TypeVar

from shop import pricing
from shop.pricing import Book as Volume, Item, parse, show as present

T = TypeVar("T", bound=Item)


class Cart(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def add(self, item: T) -> "Cart[T]":
        self.items.append(item)
        return self

    def first(self) -> T:
        return self.items[0]

    def each(self, visit: Callable[[Item], None]) -> None:
        for item in self.items:
            visit(item)

    def sum(self) -> int:
        return sum(item.total() for item in self.items)


def read(path: str) -> Cart[Item]:
    cart: Cart[Item] = Cart()
    with open(os.path.join("data", path)) as lines:
        for line in lines:
            cart.add(parse(line))
    return cart


def checkout() -> str:
    cart = Cart[Item]().add(Volume(100, "a")).add(pricing.Book(5, "b"))

    def done(cents: int) -> str:
        return present("sum", cents)

    cart.each(lambda item: print(item.label()))
    cart.first().label()
    return done(cart.sum())


def untyped(thing) -> None:
    thing.total()


untyped(checkout())
`,
};
