/** What C's own library and the system give without a definition in the repository, and the names of `std` that are used bare. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

export const PRIMITIVES: ReadonlySet<string> = new Set([
  "long long",
  "long double",
  "signed char",
  ...["char", "short", "long", "long long"].map((size) => `unsigned ${size}`),
  ...words(
    "void bool _Bool char short int long float double signed unsigned wchar_t char8_t char16_t char32_t size_t ssize_t ptrdiff_t " +
      "intptr_t uintptr_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intmax_t uintmax_t va_list off_t " +
      "pid_t time_t FILE nullptr_t",
  ),
]);

export const LIBRARY = words(
  "abort abs accept access acos alarm asctime asin assert atan atan2 atexit atof atoi atol atoll bind bsearch calloc ceil chdir " +
    "chmod chown clearerr clock clock_gettime close closedir connect cos ctime difftime div dlclose dlerror dlopen dlsym dup " +
    "dup2 execl execlp execv execve execvp exit _exit exp fabs fclose fcntl fdopen feof ferror fflush fgetc fgets fileno floor " +
    "fmod fopen fork fprintf fputc fputs fread free freeaddrinfo freopen frexp fscanf fseek fseeko fstat fsync ftell ftello " +
    "ftruncate fwrite gai_strerror getaddrinfo getc getchar getcwd getenv getgid gethostbyname gethostname getopt getopt_long " +
    "getpeername getpid getppid getrlimit getrusage gets getsockname getsockopt gettimeofday getuid gmtime gmtime_r htonl htons " +
    "inet_ntoa inet_ntop inet_pton ioctl isalnum isalpha isatty iscntrl isdigit isgraph isinf islower isnan isprint ispunct " +
    "isspace isupper isxdigit kill labs ldexp listen localtime localtime_r log log10 log2 longjmp lseek lstat malloc memchr " +
    "memcmp memcpy memmem memmove memset mkdir mkfifo mkstemp mktime mlock mmap modf mprotect munmap nanosleep ntohl ntohs open " +
    "opendir pclose perror pipe poll popen posix_memalign pow pread printf pthread_cond_broadcast pthread_cond_destroy " +
    "pthread_cond_init pthread_cond_signal pthread_cond_timedwait pthread_cond_wait pthread_create pthread_detach pthread_exit " +
    "pthread_getspecific pthread_join pthread_key_create pthread_mutex_destroy pthread_mutex_init pthread_mutex_lock " +
    "pthread_mutex_trylock pthread_mutex_unlock pthread_once pthread_self pthread_setspecific putc putchar putenv puts pwrite " +
    "qsort raise rand random read readdir readlink realloc realpath recv recvfrom recvmsg remove rename rewind rint rmdir round " +
    "scanf select send sendmsg sendto setbuf setenv setitimer setjmp setlocale setrlimit setsid setsockopt setuid setvbuf " +
    "shutdown sigaction sigaddset sigemptyset signal sin sleep snprintf socket socketpair sprintf sqrt srand srandom sscanf stat " +
    "stpcpy strcasecmp strcat strchr strcmp strcoll strcpy strcspn strdup strerror strerror_r strftime strlcat strlcpy strlen " +
    "strncasecmp strncat strncmp strncpy strndup strnlen strpbrk strrchr strsep strsignal strspn strstr strtod strtof strtok " +
    "strtok_r strtol strtold strtoll strtoul strtoull strxfrm symlink sysconf syslog system tan time tmpfile tolower toupper " +
    "trunc truncate umask uname ungetc unlink unsetenv usleep utime va_arg va_copy va_end va_start vfprintf vprintf vsnprintf " +
    "vsprintf wait waitpid write offsetof static_assert",
);

/** What `using namespace std` is mostly opened for. */
export const STD_NAMES = words(
  "array atomic back_inserter cerr cin condition_variable copy cout deque endl exception fill find find_if for_each forward " +
    "function future get getline hash ifstream invalid_argument istream list lock_guard logic_error make_pair make_shared " +
    "make_tuple make_unique map max min move multimap multiset mutex ofstream optional ostream ostringstream out_of_range pair " +
    "queue runtime_error set shared_ptr sort stack string string_view stringstream swap thread to_string transform tuple " +
    "unique_lock unique_ptr unordered_map unordered_set variant vector weak_ptr",
);

/** Objects that stand for a pointer to their first argument. */
export const POINTERS = words(
  "unique_ptr shared_ptr weak_ptr optional reference_wrapper auto_ptr scoped_refptr intrusive_ptr raw_ptr",
);

export const ELEMENT_MEMBERS = words(
  "at back begin cbegin emplace emplace_back end find front get insert lock lower_bound next pop rbegin release top upper_bound value " +
    "value_or load operator[] operator* operator->",
);
export const SAME_MEMBERS = words("substr rbegin");
