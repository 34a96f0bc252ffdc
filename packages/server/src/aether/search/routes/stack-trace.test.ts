import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isErrorMessage, plainMessage, readTrace, withoutPrefix } from "./stack-trace.ts";

const TRACES: readonly (readonly [language: string, text: string, frames: readonly unknown[], message: string])[] = [
  [
    "Python",
    `Traceback (most recent call last):
  File "/home/ada/shop/main.py", line 7, in <module>
    run()
  File "/home/ada/shop/cart.py", line 12, in checkout
    raise PriceError(items)
shop.errors.PriceError: 3 items at 0x7f3a have no price`,
    [
      ["/home/ada/shop/cart.py", 12, "checkout"],
      ["/home/ada/shop/main.py", 7, undefined],
    ],
    "shop.errors.PriceError: items at have no price",
  ],
  [
    "JavaScript",
    `TypeError: Cannot read properties of undefined (reading 'total')
    at Cart.renderCart (/app/web/cart.ts:4:16)
    at async file:///app/web/main.js:10:3
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`,
    [
      ["/app/web/cart.ts", 4, "renderCart"],
      ["/app/web/main.js", 10, undefined],
      ["node:internal/process/task_queues", 95, "processTicksAndRejections"],
    ],
    "TypeError: Cannot read properties of undefined (reading 'total')",
  ],
  [
    "Java",
    `Exception in thread "main" java.lang.IllegalStateException: no cart
	at com.shop.Cart.checkout(Cart.java:42)
	at java.base/java.lang.Thread.run(Thread.java:833)`,
    [
      ["com/shop/Cart.java", 42, "checkout"],
      ["java/lang/Thread.java", 833, "run"],
    ],
    'Exception in thread "main" java.lang.IllegalStateException: no cart',
  ],
  [
    "Go",
    `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
shop/cart.(*Cart).Checkout(0xc000012345, {0x1, 0x2})
	/home/ada/shop/cart/cart.go:27 +0x1d
main.main()
	/home/ada/shop/main.go:9 +0x25`,
    [
      ["/home/ada/shop/cart/cart.go", 27, "Checkout"],
      ["/home/ada/shop/main.go", 9, undefined],
    ],
    "panic: runtime error: index out of range [ ] with length",
  ],
  [
    "Rust",
    `thread 'main' panicked at src/cart.rs:10:5:
no price
stack backtrace:
   2: shop::cart::checkout
             at ./src/cart.rs:10:5`,
    [
      ["src/cart.rs", 10, undefined],
      ["./src/cart.rs", 10, "checkout"],
    ],
    "no price",
  ],
  [
    "C#",
    `System.InvalidOperationException: no cart
   at Shop.Cart.Checkout(String customer) in C:\\code\\shop\\Cart.cs:line 12`,
    [["C:/code/shop/Cart.cs", 12, "Checkout"]],
    "System.InvalidOperationException: no cart",
  ],
  [
    "PHP",
    `PHP Fatal error:  Uncaught Exception: no cart in /srv/shop/Cart.php:12
Stack trace:
#0 /srv/shop/index.php(7): Shop\\Cart->checkout()`,
    [
      ["/srv/shop/Cart.php", 12, undefined],
      ["/srv/shop/index.php", 7, "checkout"],
    ],
    "PHP Fatal error: Uncaught Exception: no cart",
  ],
  [
    "Ruby",
    `/srv/shop/cart.rb:12:in 'Cart#checkout': no cart (RuntimeError)
	from /srv/shop/main.rb:3:in \`block in <main>'`,
    [
      ["/srv/shop/cart.rb", 12, "checkout"],
      ["/srv/shop/main.rb", 3, undefined],
    ],
    "no cart (RuntimeError)",
  ],
  [
    "JavaScript behind what a logger and a container put before, in colours",
    `2024-05-01T10:00:00.123Z web-1  | \u001b[31mTypeError: no cart\u001b[39m
2024-05-01T10:00:00.124Z web-1  |     at checkout (/app/web/cart.ts:4:16)
[2024-05-01 10:00:00,125] INFO     at /app/web/main.js:10:3`,
    [
      ["/app/web/cart.ts", 4, "checkout"],
      ["/app/web/main.js", 10, undefined],
    ],
    "TypeError: no cart",
  ],
  [
    "a group of exceptions of Python",
    `  + Exception Group Traceback (most recent call last):
  |   File "/srv/shop/main.py", line 7, in run
  |     run()
  | ExceptionGroup: carts (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/srv/shop/cart.py", line 12, in checkout
    |     raise PriceError()
    | PriceError: no price
    +------------------------------------`,
    [
      ["/srv/shop/cart.py", 12, "checkout"],
      ["/srv/shop/main.py", 7, "run"],
    ],
    "ExceptionGroup: carts ( sub-exception) PriceError: no price",
  ],
  [
    "pytest",
    `=================== FAILURES ===================
____________________ test_cart ____________________
tests/test_cart.py:8: in test_cart
    checkout([])
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
>       raise PriceError("no price")
E       shop.PriceError: no price

shop/cart.py:15: PriceError`,
    [
      ["shop/cart.py", 15, undefined],
      ["tests/test_cart.py", 8, "test_cart"],
    ],
    "shop.PriceError: no price PriceError",
  ],
  [
    "a compiler",
    `src/config.ts(7,10): error TS2322: no string
src/cart.c:12:5: error: no such name`,
    [
      ["src/config.ts", 7, undefined],
      ["src/cart.c", 12, undefined],
    ],
    "error TS2322: no string error: no such name",
  ],
  [
    "gdb",
    `Program received signal SIGSEGV, Segmentation fault.
#0  checkout (items=0x0, count=3) at src/cart.c:12
#1  0x0000555555555151 in run () at src/main.c:9
    #2 0x4f1 in serve /src/server.c:3:5`,
    [
      ["src/cart.c", 12, "checkout"],
      ["src/main.c", 9, "run"],
      ["/src/server.c", 3, "serve"],
    ],
    "Program received signal SIGSEGV, Segmentation fault.",
  ],
  [
    "Java with loaders, nested classes and lambdas",
    `java.lang.IllegalStateException: no cart
	at app//com.shop.Cart$Line.price(Cart.java:9)
	at java.base@17.0.1/java.util.ArrayList.forEach(ArrayList.java:1511)
	at com.shop.Cart.lambda$checkout$0(Cart.java:5)`,
    [
      ["com/shop/Cart.java", 9, "price"],
      ["java/util/ArrayList.java", 1511, "forEach"],
      ["com/shop/Cart.java", 5, "checkout"],
    ],
    "java.lang.IllegalStateException: no cart",
  ],
  [
    "an older Rust",
    `thread 'main' panicked at 'can't price a cart', src/cart.rs:10:5
note: run with \`RUST_BACKTRACE=1\``,
    [["src/cart.rs", 10, undefined]],
    "can't price a cart",
  ],
  [
    "C# thrown anew",
    `System.InvalidOperationException: no cart
   at Shop.Cart.Checkout(String customer) in C:\\code\\shop\\Cart.cs:line 12
--- End of stack trace from previous location ---
   at Shop.Program.Run() in C:\\code\\shop\\Program.cs:line 3`,
    [
      ["C:/code/shop/Cart.cs", 12, "Checkout"],
      ["C:/code/shop/Program.cs", 3, "Run"],
    ],
    "System.InvalidOperationException: no cart",
  ],
];

test.each(TRACES)(
  "a trace of %s gives its frames, the innermost first, and its message",
  (_language, text, ...told) => {
    const trace = readTrace(text);
    expect([trace?.frames.map(({ path, line, name }) => [path, line, name]), trace?.message]).toEqual(told);
  },
);

test("questions, code and single lines are no traces", () => {
  for (const text of [
    "where is a session closed",
    "src/app.ts:42",
    "const a = 1;\nconst b = 2;",
    "at noon\nat night",
  ]) {
    expect(readTrace(text)).toBeUndefined();
  }
});

test("what is another one each time is left out of a message", () => {
  expect(plainMessage("Error: /home/ada/shop/cart.ts failed after 1500ms at 2024-01-02T03:04:05Z (0xdeadbeef)")).toBe(
    "Error: cart.ts failed after at ( )",
  );
  expect(isErrorMessage("TypeError: x is not a function")).toBe(true);
  expect(isErrorMessage("2024-05-01T10:00:00Z ERROR cannot reach 10.0.0.3:5432")).toBe(true);
  expect(isErrorMessage("why do I get ValueError: 17 is no price")).toBe(true);
  expect(isErrorMessage("how are errors handled")).toBe(false);
  expect(isErrorMessage("where is the Error class thrown")).toBe(false);
  expect(plainMessage(withoutPrefix("2024-05-01T10:00:00Z web-1 | [31mTypeError: no cart[39m at 0x7f"))).toBe(
    "TypeError: no cart at",
  );
});

test("any text is read in little time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      expect((readTrace(text)?.frames ?? []).length).toBeLessThanOrEqual(4000);
      plainMessage(text);
    }),
  );
  for (const piece of [
    "at ",
    "a/",
    "(",
    "0",
    'File "',
    "\t",
    "a.",
    "#0 ",
    "x::",
    "\n at a (b:1)",
    "web-1 | ",
    "[1;1m",
    "2024-05-01 10:00:00 ",
    "a.b:1",
    "#0 a (",
    "in a.php",
  ]) {
    const text = `${piece}\n${piece.repeat(1_000_000 / piece.length)}`;
    const start = performance.now();
    readTrace(text);
    plainMessage(text.slice(0, 100_000));
    expect(performance.now() - start).toBeLessThan(5000);
  }
});
