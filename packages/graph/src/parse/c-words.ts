/** Words of C and C++ that mean the same everywhere. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** A declaration that has one of these needs no other type. */
export const BUILTIN_TYPES = words(
  "void bool _Bool char short int long float double signed unsigned wchar_t char8_t char16_t char32_t auto size_t ssize_t " +
    "ptrdiff_t intptr_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intmax_t uintmax_t " +
    "va_list off_t pid_t time_t nullptr_t",
);

/** Words of a declaration that are neither its type nor its name. */
export const QUALIFIERS = words(
  "const volatile restrict __restrict static extern register inline __inline __inline__ _Noreturn typedef virtual explicit " +
    "constexpr consteval constinit mutable friend thread_local _Thread_local typename noexcept override final requires",
);

export const TYPE_KEYS = words("struct class union enum");

/** No name of a type or a decoration comes before one of these without a reason of its own: what does is a macro. */
export const DECLARATION_STARTS = words(
  "typedef extern static struct class enum union template using namespace public protected private virtual explicit friend " +
    "inline constexpr",
);

/** Declarations whose heads are left as they are. */
export const OTHER_DECLARATIONS = words(
  "using namespace static_assert _Static_assert typedef asm __asm__ return goto case",
);

/** `API_EXPORT`, `__attribute__`: what decorates a declaration is written so. */
export function isMacroLike(word: string): boolean {
  return (
    (/^[A-Z_][A-Z0-9_]*$/.test(word) && /[A-Z].*[A-Z]/.test(word)) || /^__\w+__$|^__declspec$|^alignas$/.test(word)
  );
}
