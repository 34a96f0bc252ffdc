/** Generated Lua, for property tests only. */
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";

export const LUA: Language = {
  paths: ["lua/one.lua", "lua/two.lua", "lua/sub/init.lua", "spec/three.lua"],
  write(_path, seed) {
    const pick = chooser(seed);
    const module = () => pick(["one", "two", "sub", "lua.one", "three", "cjson"]);
    const [own, other] = [pick(TYPES), pick(TYPES)];
    return [
      `local ${other} = require("${module()}")`,
      pick([`local ${own} = {}`, `local ${own} = setmetatable({}, { __index = ${other} })`, `${own} = {}`]),
      pick([`${own}.__index = ${own}`, ""]),
      `function ${own}${pick([".", ":"])}${pick(FUNCTIONS)}(x) x.${pick(FUNCTIONS)}() return ${pick(["self", "x", `setmetatable({}, ${own})`])} end`,
      `${own}.${pick(FUNCTIONS)} = ${pick(["function() end", `${other}.${pick(FUNCTIONS)}`])}`,
      `${pick(["", "local "])}function ${pick(FUNCTIONS)}() ${other}.${pick(FUNCTIONS)}():${pick(FUNCTIONS)}() ${pick(FUNCTIONS)}() end`,
      `require("${module()}").${pick(FUNCTIONS)}()`,
      pick([
        `return ${own}`,
        `return { ${pick(FUNCTIONS)} = ${pick(FUNCTIONS)}, ${pick(FUNCTIONS)} = function() end }`,
        "",
      ]),
      "",
    ].join("\n");
  },
};
