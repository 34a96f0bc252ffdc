/** C#: the best known types of the library with their namespaces, and what the best known of their members give. */
import { readRows } from "./library.ts";

const TYPES: readonly (readonly [namespace: string, types: string])[] = [
  [
    "System",
    "Action Activator AggregateException AppContext AppDomain ApplicationException ArgumentException ArgumentNullException " +
      "ArgumentOutOfRangeException ArithmeticException Array ArraySegment Attribute AttributeTargets AttributeUsage " +
      "AttributeUsageAttribute BitConverter Boolean Buffer Byte Char CLSCompliant CLSCompliantAttribute Comparison Console " +
      "ConsoleColor Convert Converter DateOnly DateTime DateTimeKind DateTimeOffset DayOfWeek Decimal Delegate " +
      "DivideByZeroException Double Enum Environment EventArgs EventHandler Exception Flags FlagsAttribute FormatException " +
      "FormattableString Func GC Guid HashCode IAsyncDisposable IAsyncResult ICloneable IComparable IConvertible " +
      "ICustomFormatter IDisposable IEquatable IFormatProvider IFormattable IndexOutOfRangeException Index Int16 Int32 Int64 " +
      "IntPtr InvalidCastException InvalidOperationException IObservable IObserver IProgress IServiceProvider Lazy Math MathF " +
      "Memory MissingMethodException MulticastDelegate NotImplementedException NotSupportedException Nullable " +
      "NullReferenceException Object ObjectDisposedException Obsolete ObsoleteAttribute OperatingSystem " +
      "OperationCanceledException OutOfMemoryException OverflowException PlatformNotSupportedException Predicate Progress " +
      "Random Range ReadOnlyMemory ReadOnlySpan RuntimeTypeHandle SByte Serializable SerializableAttribute Single Span " +
      "StackOverflowException String StringComparer StringComparison SystemException ThreadStatic ThreadStaticAttribute " +
      "TimeOnly TimeProvider TimeSpan TimeoutException TimeZoneInfo Tuple Type TypeInitializationException UInt16 UInt32 " +
      "UInt64 UIntPtr UnauthorizedAccessException Uri UriBuilder UriFormatException UriKind ValueTuple ValueType Version Void " +
      "WeakReference nameof",
  ],
  ["System.Collections", "ArrayList BitArray Hashtable ICollection IDictionary IEnumerable IEnumerator IList"],
  [
    "System.Collections.Generic",
    "Comparer Dictionary EqualityComparer HashSet IAsyncEnumerable IAsyncEnumerator ICollection IComparer IDictionary " +
      "IEnumerable IEnumerator IEqualityComparer IList IReadOnlyCollection IReadOnlyDictionary IReadOnlyList IReadOnlySet ISet " +
      "KeyNotFoundException KeyValuePair LinkedList LinkedListNode List PriorityQueue Queue SortedDictionary SortedList " +
      "SortedSet Stack",
  ],
  [
    "System.Collections.Concurrent",
    "BlockingCollection ConcurrentBag ConcurrentDictionary ConcurrentQueue ConcurrentStack",
  ],
  [
    "System.Collections.ObjectModel",
    "Collection KeyedCollection ObservableCollection ReadOnlyCollection ReadOnlyDictionary",
  ],
  [
    "System.Collections.Immutable",
    "IImmutableList IImmutableSet ImmutableArray ImmutableDictionary ImmutableHashSet ImmutableList ImmutableStack",
  ],
  [
    "System.IO",
    "BinaryReader BinaryWriter BufferedStream Directory DirectoryInfo DirectoryNotFoundException EndOfStreamException File " +
      "FileAccess FileInfo FileMode FileNotFoundException FileShare FileStream FileSystemInfo IOException MemoryStream Path " +
      "SearchOption SeekOrigin Stream StreamReader StreamWriter StringReader StringWriter TextReader TextWriter",
  ],
  ["System.Linq", "Enumerable IGrouping ILookup IOrderedEnumerable IQueryable Lookup Queryable"],
  ["System.Linq.Expressions", "Expression ExpressionVisitor LambdaExpression MemberExpression ParameterExpression"],
  ["System.Text", "ASCIIEncoding Encoding Rune StringBuilder UTF8Encoding"],
  [
    "System.Text.Json",
    "JsonDocument JsonElement JsonException JsonSerializer JsonSerializerOptions Utf8JsonReader Utf8JsonWriter",
  ],
  ["System.Text.RegularExpressions", "Capture Group Match MatchCollection Regex RegexOptions"],
  [
    "System.Threading",
    "AsyncLocal AutoResetEvent CancellationToken CancellationTokenSource CountdownEvent Interlocked Lock ManualResetEvent " +
      "ManualResetEventSlim Monitor Mutex ReaderWriterLockSlim SemaphoreSlim SynchronizationContext Thread ThreadLocal " +
      "ThreadPool Timer Volatile",
  ],
  [
    "System.Threading.Tasks",
    "Parallel Task TaskCanceledException TaskCompletionSource TaskFactory TaskScheduler ValueTask",
  ],
  ["System.Threading.Channels", "Channel ChannelReader ChannelWriter"],
  [
    "System.Diagnostics",
    "Activity ActivitySource Debug DebuggerDisplay DiagnosticSource Process Stopwatch Trace Debugger",
  ],
  [
    "System.Reflection",
    "Assembly AssemblyName BindingFlags ConstructorInfo FieldInfo MemberInfo MethodBase MethodInfo ParameterInfo PropertyInfo " +
      "TargetInvocationException TypeInfo",
  ],
  ["System.Globalization", "CultureInfo DateTimeStyles NumberFormatInfo NumberStyles"],
  ["System.Net", "Dns EndPoint HttpStatusCode IPAddress IPEndPoint WebClient WebException WebRequest"],
  [
    "System.Net.Http",
    "DelegatingHandler FormUrlEncodedContent HttpClient HttpClientHandler HttpContent HttpMessageHandler HttpMethod " +
      "HttpRequestException HttpRequestMessage HttpResponseMessage StringContent",
  ],
  [
    "System.Runtime.CompilerServices",
    "CallerMemberName ConditionalWeakTable MethodImpl MethodImplOptions RuntimeHelpers Unsafe",
  ],
  [
    "System.Runtime.InteropServices",
    "CollectionsMarshal DllImport GCHandle Marshal MemoryMarshal SafeHandle StructLayout",
  ],
  ["System.Security.Cryptography", "Aes HashAlgorithm MD5 RandomNumberGenerator SHA1 SHA256 SHA512"],
];

/** By type: the namespace it lies in, the generic one where there are two. */
export const CSHARP_TYPES: ReadonlyMap<string, string> = new Map(
  TYPES.flatMap(([namespace, types]) => types.split(" ").map((type) => [type, namespace] as const)),
);

/** Of the library, those they lie in included. */
export const CSHARP_NAMESPACES: ReadonlySet<string> = new Set(
  TYPES.flatMap(([namespace]) => {
    const parts = namespace.split(".");
    return parts.map((_part, at) => parts.slice(0, at + 1).join("."));
  }),
);

/** Words of the language for types of the library. */
export const CSHARP_KEYWORDS: Readonly<Record<string, string>> = {
  bool: "Boolean",
  byte: "Byte",
  char: "Char",
  decimal: "Decimal",
  double: "Double",
  float: "Single",
  int: "Int32",
  long: "Int64",
  nint: "IntPtr",
  nuint: "UIntPtr",
  object: "Object",
  sbyte: "SByte",
  short: "Int16",
  string: "String",
  uint: "UInt32",
  ulong: "UInt64",
  ushort: "UInt16",
  void: "Void",
  nameof: "nameof",
};

export const CSHARP_RESULTS = readRows([
  [
    "String",
    "String",
    "Concat Copy Format Insert Intern Join Normalize PadLeft PadRight Remove Replace ReplaceLineEndings",
  ],
  ["String", "String", "Substring ToLower ToLowerInvariant ToUpper ToUpperInvariant Trim TrimEnd TrimStart"],
  ["String", "Array", "Split ToCharArray"],
  ["String", "Boolean", "Contains EndsWith Equals IsNullOrEmpty IsNullOrWhiteSpace StartsWith"],
  ["String", "Int32", "Compare CompareOrdinal CompareTo IndexOf IndexOfAny LastIndexOf"],
  ["Math", "Int32", "Sign"],
  ["Guid", "Guid", "NewGuid Parse"],
  ["DateTime", "DateTime", "AddDays AddHours AddMilliseconds AddMinutes AddMonths AddSeconds AddYears ToUniversalTime"],
  ["TimeSpan", "TimeSpan", "FromDays FromHours FromMilliseconds FromMinutes FromSeconds FromTicks Parse"],
  ["Int32", "Int32", "Parse"],
  ["Int64", "Int64", "Parse"],
  ["Double", "Double", "Parse"],
  ["Decimal", "Decimal", "Parse"],
  ["Boolean", "Boolean", "Parse"],
  ["", "String", "ToString GetName"],
  ["", "Int32", "GetHashCode Count IndexOf"],
  ["", "Boolean", "Equals ReferenceEquals Any All TryGetValue TryParse ContainsKey"],
  ["", "Type", "GetType"],
]);

/** Properties of library types that hold the same wherever they are. */
export const CSHARP_PROPERTIES = readRows([
  ["", "String", "AssemblyQualifiedName FullName Message Name Namespace ParamName StackTrace"],
  ["", "Int32", "Count Length"],
  ["", "Boolean", "HasValue IsCancellationRequested IsCompleted"],
]);

export const CSHARP_ROOT: ReadonlySet<string> = new Set(
  "Equals Finalize GetHashCode GetType MemberwiseClone ReferenceEquals ToString".split(" "),
);

/** Members that give an element, or what the written type argument says. */
export const CSHARP_ELEMENT_MEMBERS: ReadonlySet<string> = new Set(
  (
    "AddOrUpdate Aggregate CreateInstance Dequeue Deserialize ElementAt ElementAtOrDefault Exchange Find FindLast First " +
    "FirstOrDefault GetAwaiter GetOrAdd GetRequiredService GetResult GetService GetValue GetValueOrDefault IsAssignableFrom " +
    "IsType Last LastOrDefault MaxBy MinBy Peek Pop Resolve Single SingleOrDefault Throws ThrowsAny ThrowsAnyAsync ThrowsAsync"
  ).split(" "),
);
/** Members that give the same, or of which the written type argument says what they hold. */
export const CSHARP_SAME_MEMBERS: ReadonlySet<string> = new Set(
  (
    "Append AsEnumerable AsMemory AsQueryable AsReadOnly AsSpan AsTask Cast Concat ConfigureAwait DefaultIfEmpty Distinct " +
    "DistinctBy Empty Except FindAll GetConsumingEnumerable GetEnumerator GetRange GetServices Intersect OfType OrderBy " +
    "OrderByDescending Prepend Repeat Reverse Skip SkipLast SkipWhile Slice Take TakeLast TakeWhile ThenBy ThenByDescending " +
    "ToArray ToHashSet ToImmutableArray ToImmutableList ToList Union Where WhereAwait"
  ).split(" "),
);

/** Operators of sequences that hand their functions an element first. */
export const CSHARP_ELEMENT_USERS: ReadonlySet<string> = new Set(
  (
    "All Any Average ConvertAll Count CountBy DistinctBy Exists ExceptBy Find FindAll FindIndex FindLast First FirstOrDefault " +
    "ForEach GroupBy Last LastOrDefault LongCount Max MaxBy Min MinBy OrderBy OrderByDescending RemoveAll RemoveWhere Select " +
    "SelectMany Single SingleOrDefault SkipWhile Sum TakeWhile ThenBy ThenByDescending ToDictionary ToLookup TrueForAll Where"
  ).split(" "),
);
