/**
 * Names that PHP and its bundled extensions define, by which a call is known to leave the repository.
 * Taken from JetBrains/phpstorm-stubs (Apache-2.0) at 4e14dd6b; names only, in lower case for functions.
 */

/** Extensions whose functions all begin alike. */
const PREFIXES = (
  "apc apcu cal collator ctype curl date datefmt filter finfo ftp gmp grapheme hash iconv idn intlcal " +
  "intlgregcal intltz json ldap libxml locale mb mbereg memcache msg msgfmt mysqli normalizer numfmt ob opcache " +
  "openssl pcntl pg posix preg readline resourcebundle sem session shm shmop simplexml socket sodium spl stream " +
  "timezone transliterator utf8 xml xmlwriter zip"
).split(" ");

const FUNCTIONS = (
  "_ abs acos acosh addcslashes addslashes apache_request_headers array_all array_any array_change_key_case " +
  "array_chunk array_column array_combine array_count_values array_diff array_diff_assoc array_diff_key " +
  "array_diff_uassoc array_diff_ukey array_fill array_fill_keys array_filter array_find array_find_key " +
  "array_first array_flip array_intersect array_intersect_assoc array_intersect_key array_intersect_uassoc " +
  "array_intersect_ukey array_is_list array_key_exists array_key_first array_key_last array_keys array_last " +
  "array_map array_merge array_merge_recursive array_multisort array_pad array_pop array_product array_push " +
  "array_rand array_reduce array_replace array_replace_recursive array_reverse array_search array_shift " +
  "array_slice array_splice array_sum array_udiff array_udiff_assoc array_udiff_uassoc array_uintersect " +
  "array_uintersect_assoc array_uintersect_uassoc array_unique array_unshift array_values array_walk " +
  "array_walk_recursive arsort asin asinh asort assert assert_options atan atan2 atanh base64_decode " +
  "base64_encode base_convert basename bcadd bcceil bccomp bcdiv bcdivmod bcfloor bcmod bcmul bcpow bcpowmod " +
  "bcround bcscale bcsqrt bcsub bin2hex bind_textdomain_codeset bindec bindtextdomain boolval bzclose " +
  "bzcompress bzdecompress bzerrno bzerror bzerrstr bzflush bzopen bzread bzwrite call_user_func " +
  "call_user_func_array call_user_method call_user_method_array ceil chdir checkdate checkdnsrr chgrp chmod " +
  "chop chown chr chroot chunk_split clamp class_alias class_exists class_implements class_parents class_uses " +
  "clearstatcache cli_get_process_title cli_set_process_title clone closedir closelog compact " +
  "confirm_pdo_ibm_compiled connection_aborted connection_status constant convert_cyr_string convert_uudecode " +
  "convert_uuencode copy cos cosh count count_chars crc32 create_function crypt current date dcgettext " +
  "dcngettext debug_backtrace debug_print_backtrace debug_zval_dump decbin dechex decoct define " +
  "define_syslog_variables defined deflate_add deflate_init deg2rad dgettext die dir dirname disk_free_space " +
  "disk_total_space diskfreespace dl dngettext dns_check_record dns_get_mx dns_get_record dom_import_simplexml " +
  "doubleval each easter_date easter_days end enum_exists error_clear_last error_get_last error_log " +
  "error_reporting escapeshellarg escapeshellcmd exec exif_imagetype exif_read_data exif_tagname exif_thumbnail " +
  "exit exp explode expm1 extension_loaded extract ezmlm_hash fclose fdatasync fdiv feof fflush fgetc fgetcsv " +
  "fgets fgetss file file_exists file_get_contents file_put_contents fileatime filectime filegroup fileinode " +
  "filemtime fileowner fileperms filesize filetype floatval flock floor flush fmod fnmatch fopen " +
  "forward_static_call forward_static_call_array fpassthru fpow fprintf fputcsv fputs fread frenchtojd fscanf " +
  "fseek fsockopen fstat fsync ftell ftok ftruncate func_get_arg func_get_args func_num_args function_exists " +
  "fwrite gc_collect_cycles gc_disable gc_enable gc_enabled gc_mem_caches gc_status gd_info get_browser " +
  "get_called_class get_cfg_var get_class get_class_methods get_class_vars get_current_user get_debug_type " +
  "get_declared_classes get_declared_interfaces get_declared_traits get_defined_constants get_defined_functions " +
  "get_defined_vars get_error_handler get_exception_handler get_extension_funcs get_headers " +
  "get_html_translation_table get_include_path get_included_files get_loaded_extensions get_magic_quotes_gpc " +
  "get_magic_quotes_runtime get_mangled_object_vars get_meta_tags get_object_vars get_parent_class " +
  "get_required_files get_resource_id get_resource_type get_resources getallheaders getcwd getdate getdir " +
  "getenv gethostbyaddr gethostbyname gethostbynamel gethostname getimagesize getimagesizefromstring getlastmod " +
  "getmxrr getmygid getmyinode getmypid getmyuid getopt getprotobyname getprotobynumber getrandmax getrusage " +
  "getservbyname getservbyport gettext gettimeofday gettype glob gmdate gmmktime gmstrftime gregoriantojd " +
  "gzclose gzcompress gzdecode gzdeflate gzencode gzeof gzfile gzgetc gzgets gzgetss gzinflate gzopen " +
  "gzpassthru gzputs gzread gzrewind gzseek gztell gzuncompress gzwrite hash header header_register_callback " +
  "header_remove headers_list headers_sent hebrev hebrevc hex2bin hexdec highlight_file highlight_string hrtime " +
  "html_entity_decode htmlentities htmlspecialchars htmlspecialchars_decode http_build_query " +
  "http_clear_last_response_headers http_get_last_response_headers http_response_code hypot iconv idate " +
  "ignore_user_abort image2wbmp image_type_to_extension image_type_to_mime_type imageaffine " +
  "imageaffinematrixconcat imageaffinematrixget imagealphablending imageantialias imagearc imageavif imagebmp " +
  "imagechar imagecharup imagecolorallocate imagecolorallocatealpha imagecolorat imagecolorclosest " +
  "imagecolorclosestalpha imagecolorclosesthwb imagecolordeallocate imagecolorexact imagecolorexactalpha " +
  "imagecolormatch imagecolorresolve imagecolorresolvealpha imagecolorset imagecolorsforindex imagecolorstotal " +
  "imagecolortransparent imageconvolution imagecopy imagecopymerge imagecopymergegray imagecopyresampled " +
  "imagecopyresized imagecreate imagecreatefromavif imagecreatefrombmp imagecreatefromgd imagecreatefromgd2 " +
  "imagecreatefromgd2part imagecreatefromgif imagecreatefromjpeg imagecreatefrompng imagecreatefromstring " +
  "imagecreatefromtga imagecreatefromwbmp imagecreatefromwebp imagecreatefromxbm imagecreatefromxpm " +
  "imagecreatetruecolor imagecrop imagecropauto imagedashedline imagedestroy imageellipse imagefill " +
  "imagefilledarc imagefilledellipse imagefilledpolygon imagefilledrectangle imagefilltoborder imagefilter " +
  "imageflip imagefontheight imagefontwidth imageftbbox imagefttext imagegammacorrect imagegd imagegd2 " +
  "imagegetclip imagegetinterpolation imagegif imagegrabscreen imagegrabwindow imageinterlace imageistruecolor " +
  "imagejpeg imagelayereffect imageline imageloadfont imageopenpolygon imagepalettecopy imagepalettetotruecolor " +
  "imagepng imagepolygon imagepsbbox imagepsencodefont imagepsextendfont imagepsfreefont imagepsloadfont " +
  "imagepsslantfont imagepstext imagerectangle imageresolution imagerotate imagesavealpha imagescale " +
  "imagesetbrush imagesetclip imagesetinterpolation imagesetpixel imagesetstyle imagesetthickness imagesettile " +
  "imagestring imagestringup imagesx imagesy imagetruecolortopalette imagettfbbox imagettftext imagetypes " +
  "imagewbmp imagewebp imagexbm implode import_request_variables in_array inet_ntop inet_pton inflate_add " +
  "inflate_get_read_len inflate_get_status inflate_init ini_alter ini_get ini_get_all ini_parse_quantity " +
  "ini_restore ini_set intcal_get_maximum intdiv interface_exists intl_error_name intl_get intl_get_error_code " +
  "intl_get_error_message intl_is_failure intlz_create_default intval ip2long iptcembed iptcparse is_a is_array " +
  "is_bool is_callable is_countable is_dir is_double is_executable is_file is_finite is_float is_infinite " +
  "is_int is_integer is_iterable is_link is_long is_nan is_null is_numeric is_object is_readable is_real " +
  "is_resource is_scalar is_soap_fault is_string is_subclass_of is_uploaded_file is_writable is_writeable " +
  "iterator_apply iterator_count iterator_to_array jddayofweek jdmonthname jdtofrench jdtogregorian jdtojewish " +
  "jdtojulian jdtounix jewishtojd join jpeg2wbmp juliantojd key key_exists krsort ksort lcfirst lcg_value " +
  "lchgrp lchown levenshtein link linkinfo localeconv localtime log log10 log1p long2ip lstat ltrim " +
  "magic_quotes_runtime mail max mbereg mberegi mberegi_replace mbregex_encoding mbsplit md5 md5_file " +
  "memory_get_peak_usage memory_get_usage memory_reset_peak_usage metaphone method_exists mhash mhash_count " +
  "mhash_get_block_size mhash_get_hash_name mhash_keygen_s2k microtime mime_content_type min mkdir mktime " +
  "money_format move_uploaded_file mt_getrandmax mt_rand mt_srand natcasesort natsort net_get_interfaces next " +
  "ngettext nl2br nl_langinfo number_format octdec opendir openlog ord output_add_rewrite_var " +
  "output_reset_rewrite_vars pack parse_ini_file parse_ini_string parse_str parse_url passthru password_algos " +
  "password_get_info password_hash password_needs_rehash password_verify pathinfo pclose pdo_drivers pfsockopen " +
  "php_egg_logo_guid php_ini_loaded_file php_ini_scanned_files php_logo_guid php_real_logo_guid php_sapi_name " +
  "php_strip_whitespace php_uname phpcredits phpinfo phpversion pi png2wbmp popen pos pow prev print_r printf " +
  "proc_close proc_get_status proc_nice proc_open proc_terminate property_exists " +
  "ps_unreserve_prefix___halt_compiler ps_unreserve_prefix_array ps_unreserve_prefix_die " +
  "ps_unreserve_prefix_empty ps_unreserve_prefix_eval ps_unreserve_prefix_exit ps_unreserve_prefix_isset " +
  "ps_unreserve_prefix_list ps_unreserve_prefix_unset putenv quoted_printable_decode quoted_printable_encode " +
  "quotemeta rad2deg rand random_bytes random_int range rawurldecode rawurlencode read_exif_data readdir " +
  "readfile readgzfile readline readlink realpath realpath_cache_get realpath_cache_size " +
  "register_shutdown_function register_tick_function rename request_parse_body reset restore_error_handler " +
  "restore_exception_handler restore_include_path rewind rewinddir rmdir round rsort rtrim sapi_windows_cp_conv " +
  "sapi_windows_cp_get sapi_windows_cp_is_utf8 sapi_windows_cp_set sapi_windows_generate_ctrl_event " +
  "sapi_windows_set_ctrl_handler sapi_windows_vt100_support scandir serialize set_error_handler " +
  "set_exception_handler set_file_buffer set_include_path set_magic_quotes_runtime set_socket_blocking " +
  "set_time_limit setcookie setlocale setrawcookie settype sha1 sha1_file shell_exec show_source shuffle " +
  "similar_text sin sinh sizeof sleep sort soundex sprintf sqrt srand sscanf stat str_contains str_decrement " +
  "str_ends_with str_getcsv str_increment str_ireplace str_pad str_repeat str_replace str_rot13 str_shuffle " +
  "str_split str_starts_with str_word_count strcasecmp strchr strcmp strcoll strcspn strftime strip_tags " +
  "stripcslashes stripos stripslashes stristr strlen strnatcasecmp strnatcmp strncasecmp strncmp strpbrk strpos " +
  "strptime strrchr strrev strripos strrpos strspn strstr strtok strtolower strtotime strtoupper strtr strval " +
  "substr substr_compare substr_count substr_replace symlink sys_get_temp_dir sys_getloadavg syslog system tan " +
  "tanh tempnam textdomain time time_nanosleep time_sleep_until tmpfile token_get_all token_name touch " +
  "trait_exists trigger_error trim uasort ucfirst ucwords uksort umask uniqid unixtojd unlink unpack " +
  "unregister_tick_function unserialize urldecode urlencode use_soap_error_handler user_error usleep usort " +
  "var_dump var_export version_compare vfprintf vprintf vsprintf wordwrap zend_logo_guid zend_version " +
  "zlib_decode zlib_encode zlib_get_coding_type"
).split(" ");

const TYPES = (
  "APCIterator APCUIterator AddressInfo AllowDynamicProperties AppendIterator ArgumentCountError " +
  "ArithmeticError ArrayAccess ArrayIterator ArrayObject AssertionError Attribute BackedEnum " +
  "BadFunctionCallException BadMethodCallException CURLFile CURLStringFile CachingIterator " +
  "CallbackFilterIterator ClosedGeneratorException Closure Collator CompileError Countable CurlHandle " +
  "CurlMultiHandle CurlShareHandle CurlSharePersistentHandle DOMAttr DOMCdataSection DOMCharacterData " +
  "DOMChildNode DOMComment DOMConfiguration DOMDocument DOMDocumentFragment DOMDocumentType DOMDomError " +
  "DOMElement DOMEntity DOMEntityReference DOMErrorHandler DOMException DOMImplementation DOMImplementationList " +
  "DOMImplementationSource DOMLocator DOMNameList DOMNameSpaceNode DOMNamedNodeMap DOMNode DOMNodeList " +
  "DOMNotation DOMParentNode DOMProcessingInstruction DOMStringExtend DOMStringList DOMText DOMTypeinfo " +
  "DOMUserDataHandler DOMXPath DateError DateException DateInterval DateInvalidOperationException " +
  "DateInvalidTimeZoneException DateMalformedIntervalStringException DateMalformedPeriodStringException " +
  "DateMalformedStringException DateObjectError DatePeriod DateRangeError DateTime DateTimeImmutable " +
  "DateTimeInterface DateTimeZone DeflateContext DelayedTargetValidation Deprecated Directory DirectoryIterator " +
  "DivisionByZeroError DomainException EmptyIterator Error ErrorException Exception Fiber FiberError " +
  "FilesystemIterator FilterIterator GMP GdFont GdImage Generator GlobIterator HashContext InfiniteIterator " +
  "InflateContext InternalIterator IntlBreakIterator IntlCalendar IntlChar IntlCodePointBreakIterator " +
  "IntlDateFormatter IntlDatePatternGenerator IntlException IntlGregorianCalendar IntlIterator " +
  "IntlListFormatter IntlNumberRangeFormatter IntlPartsIterator IntlRuleBasedBreakIterator IntlTimeZone " +
  "InvalidArgumentException Iterator IteratorAggregate IteratorIterator JsonException JsonIncrementalParser " +
  "JsonSerializable LengthException LibXMLError LimitIterator Locale LogicException Memcache MemcachePool " +
  "Memcached MemcachedException MessageFormatter MultipleIterator NoDiscard NoRewindIterator Normalizer " +
  "NumberFormatter OpenSSLAsymmetricKey OpenSSLCertificate OpenSSLCertificateSigningRequest " +
  "OutOfBoundsException OutOfRangeException OuterIterator OverflowException Override PDO PDOException PDORow " +
  "PDOStatement ParentIterator ParseError Phar PharData PharException PharFileInfo PhpToken PropertyHookType " +
  "RangeException RecursiveArrayIterator RecursiveCachingIterator RecursiveCallbackFilterIterator " +
  "RecursiveDirectoryIterator RecursiveFilterIterator RecursiveIterator RecursiveIteratorIterator " +
  "RecursiveRegexIterator RecursiveTreeIterator Redis RedisArray RedisCluster RedisClusterException " +
  "RedisException RedisSentinel Reflection ReflectionAttribute ReflectionClass ReflectionClassConstant " +
  "ReflectionConstant ReflectionEnum ReflectionEnumBackedCase ReflectionEnumUnitCase ReflectionException " +
  "ReflectionExtension ReflectionFiber ReflectionFunction ReflectionFunctionAbstract ReflectionGenerator " +
  "ReflectionIntersectionType ReflectionMethod ReflectionNamedType ReflectionObject ReflectionParameter " +
  "ReflectionProperty ReflectionReference ReflectionType ReflectionUnionType ReflectionZendExtension Reflector " +
  "RegexIterator RequestParseBodyException ResourceBundle ReturnTypeWillChange RoundingMode RuntimeException " +
  "SQLite3 SQLite3Exception SQLite3Result SQLite3Stmt SeekableIterator SensitiveParameter " +
  "SensitiveParameterValue Serializable SessionHandler SessionHandlerInterface SessionIdInterface " +
  "SessionUpdateTimestampHandlerInterface Shmop SimpleXMLElement SimpleXMLIterator SoapClient SoapFault " +
  "SoapHeader SoapParam SoapServer SoapVar Socket SodiumException SortDirection SplDoublyLinkedList SplFileInfo " +
  "SplFileObject SplFixedArray SplHeap SplMaxHeap SplMinHeap SplObjectStorage SplObserver SplPriorityQueue " +
  "SplQueue SplStack SplSubject SplTempFileObject Spoofchecker StreamBucket StreamError StreamErrorCode " +
  "StreamErrorMode StreamErrorStore StreamException StreamPollHandle Stringable SysvMessageQueue SysvSemaphore " +
  "SysvSharedMemory Throwable Transliterator Traversable TypeError UConverter UnderflowException " +
  "UnexpectedValueException UnhandledMatchError UnitEnum ValueError WeakMap WeakReference XMLParser XMLReader " +
  "XMLWriter ZipArchive __PHP_Incomplete_Class finfo iterable mysqli mysqli_driver mysqli_result " +
  "mysqli_sql_exception mysqli_stmt mysqli_warning php_user_filter stdClass"
).split(" ");

const PREFIX_NAMES: ReadonlySet<string> = new Set(PREFIXES);
const FUNCTION_NAMES: ReadonlySet<string> = new Set(FUNCTIONS);
const TYPE_NAMES: ReadonlySet<string> = new Set(TYPES.map((name) => name.toLowerCase()));

/** In any case of letters, as PHP takes it. */
export function isPhpFunction(name: string): boolean {
  const lower = name.toLowerCase();
  const cut = lower.indexOf("_");
  return FUNCTION_NAMES.has(lower) || (cut > 0 && PREFIX_NAMES.has(lower.slice(0, cut)));
}

/** A class or interface without a namespace. */
export function isPhpType(name: string): boolean {
  return TYPE_NAMES.has(name.toLowerCase());
}
