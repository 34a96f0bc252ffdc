import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isErrorMessage, plainMessage, readTrace } from "./stack-trace.ts";

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
   at Shop.Cart.Checkout(String customer) in C:\\work\\shop\\Cart.cs:line 12`,
    [["C:/work/shop/Cart.cs", 12, "Checkout"]],
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
    "Stack trace:",
  ],
  [
    "Ruby",
    `/srv/shop/cart.rb:12:in 'Cart#checkout': no cart (RuntimeError)
	from /srv/shop/main.rb:3:in \`block in <main>'`,
    [
      ["/srv/shop/cart.rb", 12, "checkout"],
      ["/srv/shop/main.rb", 3, undefined],
    ],
    "",
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
  expect(isErrorMessage("how are errors handled")).toBe(false);
});

test("any text is read in little time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      expect((readTrace(text)?.frames ?? []).length).toBeLessThanOrEqual(4000);
      plainMessage(text);
    }),
  );
  for (const piece of ["at ", "a/", "(", "0", 'File "', "\t", "a.", "#0 ", "x::", "\n at a (b:1)"]) {
    const text = `${piece}\n${piece.repeat(1_000_000 / piece.length)}`;
    const start = performance.now();
    readTrace(text);
    plainMessage(text.slice(0, 100_000));
    expect(performance.now() - start).toBeLessThan(5000);
  }
});
