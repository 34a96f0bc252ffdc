/** Written by bench/retrieval/train-weights.ts from 5202 questions of 23 repositories; never by hand. */
import type { LearnedWeights } from "./learned-shape.ts";

export const LEARNED: LearnedWeights = {
  version: 5,
  change: {
    bias: -0.787,
    length: 7.889,
    words: `
#code 1.93 | #comma -2.847 | ^-ed 1.227 | ^-ing 2.431 | ^-s -5.397 | ^a -1.609
^add 0.869 | ^added 1.562 | ^adjust 0.733 | ^allow 3.267 | ^allows 0.642 | ^always 2.308
^apply -1.117 | ^avoid 3.604 | ^build -1.627 | ^change 1.568 | ^check -0.544 | ^construct -0.853
^correct 1.277 | ^create -2.549 | ^creates -1.548 | ^decorator -0.869 | ^deprecate 1.051 | ^disable 0.805
^do 1.065 | ^don 1.671 | ^ensure 1.637 | ^find -0.783 | ^fix 4.319 | ^fixed 1.176
^fixes 1.708 | ^for -1.306 | ^generate -0.848 | ^get -2.246 | ^gets -0.688 | ^handle 1.901
^if -0.84 | ^ignore 0.787 | ^implement 1.569 | ^improve 2.411 | ^include 1.1 | ^initialize -1.333
^introduce 0.646 | ^is -1.578 | ^like -1.034 | ^make 2.8 | ^move 1.789 | ^only 0.702
^optimize 2.2 | ^parse -1.272 | ^pass 1.799 | ^prepare -0.842 | ^preserve 1.584 | ^prevent 1.813
^properly 1.223 | ^read -0.952 | ^refactor 1.519 | ^remove 3.292 | ^respect 0.857 | ^return -3.823
^returns -1.584 | ^run -0.706 | ^send -1.335 | ^simplify 0.727 | ^skip 1.404 | ^string -3.599
^support 2.133 | ^switch 0.927 | ^test -0.822 | ^the -3.116 | ^this -1.099 | ^update 1.216
^use 3.617 | ^used -1.898 | ^using 0.93 | ^validate 0.879 | ^we -0.813 | ^when -2.218
^write -1.137 | a -3.829 | ability 0.977 | accepts -0.783 | adapters 0.798 | add 3.889
added 2.196 | adding 0.644 | adjust 0.733 | after 1.939 | alias 0.726 | all -3.139
allow 1.305 | also -0.589 | always 1.739 | an -2.766 | annotated -1.461 | any -2.387
api -0.572 | app 1.208 | application -0.745 | applied -1.511 | apply -1.368 | are -1.329
arg -0.943 | args -1.549 | argument -2.269 | arguments -1.709 | array -2.166 | as 0.864
assignment 0.969 | async 0.854 | at -0.696 | attempt 0.953 | attribute 0.975 | auto -0.59
avoid 1.892 | back -0.937 | base -0.919 | based -0.663 | be -1.079 | because -0.921
been -1.536 | better 0.995 | bool -1.272 | both -1.401 | building 0.968 | builds -0.715
but -1.745 | by -1.871 | byte -0.707 | c 0.702 | cached 1.036 | caching 1.011
callback -0.845 | called -2.747 | can -2.011 | cause 0.773 | chaining 1.029 | change 1.895
changed 1.136 | changes 1.145 | charset 0.895 | checking 0.84 | child 0.617 | class -0.849
classes -0.854 | cleanup 0.957 | cli 0.79 | client 1.228 | clone 1.025 | closes 2.883
code 1.167 | com -1.547 | command -0.66 | comment 1.366 | comments 1.681 | commit 1.5
common -0.833 | compatibility -1.882 | compiled -0.811 | compiler -1.105 | complete 0.67 | component -0.71
condition 0.819 | configure -1.024 | connection -1.197 | connections -0.764 | construct -0.851 | constructors 0.808
containing -0.73 | contains -1.296 | content 0.782 | converts -0.754 | cookies -0.991 | correct 2.781
correctly 1.858 | create -1.56 | created -1.072 | creates -1.163 | current -1.37 | data -0.666
decode 1.261 | default 1.224 | defaults -0.946 | defer -0.905 | define -0.966 | delete -0.888
deleted 1.291 | deprecate 1.763 | deprecation 0.835 | detection 0.731 | do 1.022 | document 0.677
doing 0.8 | don 0.697 | drop 0.933 | due -0.802 | duplicate 1.025 | during 1.575
dynamic 0.824 | e -1.725 | element -1.049 | empty 1.012 | enabled -0.839 | ensure 2.276
environment -1.226 | error 1.495 | etc -0.889 | even 0.87 | event -1.142 | events -2.139
example -1.034 | execute -0.904 | explicit -1.122 | extension 1.81 | f 0.804 | fast 0.895
feat 0.912 | feature -0.84 | few 1.35 | fields -1.35 | find -0.902 | first 2.294
fix 6.694 | fixed 2.478 | fixes 2.788 | flag -0.627 | format 0.924 | forward -0.703
from -0.863 | full -1.281 | functions -1.326 | g -1.429 | generate -0.63 | generation 1.513
get -2.353 | gets -0.833 | given -2.947 | handle 1.605 | handler -1.583 | handlers -0.95
handling 1.981 | has -1.96 | helper -1.485 | here -2.585 | hidden -1.187 | however 0.822
i 0.677 | id -0.796 | ignore 0.867 | ignored 0.82 | implement 1.201 | implementation -1.091
implements 1.233 | implicit 0.749 | imports 0.812 | improve 2.685 | in 1.019 | include -0.977
incorrect 1.045 | infinite -1.369 | information -0.658 | init 0.829 | initialize -1.333 | inject -1.577
inline 0.868 | inner -0.885 | input -0.718 | inside -0.845 | installed 1.23 | instances -0.776
interface 0.775 | internal -1.059 | into -1.784 | introduce 0.646 | is -1.454 | issue 3.135
it -1.385 | item -0.77 | items -0.7 | iterate -0.936 | iteration 0.767 | its -1.613
itself 2.571 | join 0.854 | js 0.935 | keyword 0.94 | left 0.962 | let 0.614
like -3.174 | line -1.302 | list -0.816 | listener 1.047 | loading 1.157 | log 1.969
logic 0.739 | looks -0.669 | lower -0.928 | make 2.697 | map 0.897 | may -1.987
member -1.177 | message -1.244 | middleware -3.024 | minor 1.336 | missing 0.873 | mode -0.959
model 0.625 | module 0.96 | more 1.387 | move 2.052 | multipart 1.157 | must -1.084
name -1.849 | need -2.748 | needs -0.749 | nesting 0.684 | network 0.871 | never 1.191
next -2.51 | no -0.565 | node -1.669 | non -1.292 | not 1.308 | note -0.877
nothing -1.233 | now 2.158 | number -0.908 | numbers -1.33 | o 0.853 | object -2.514
objects -1.245 | occurrences -1.012 | occurs 0.677 | of -0.796 | once 0.675 | one -0.96
optimize 2.456 | option 1.799 | options 0.676 | or -3.807 | ordering 0.617 | original -0.965
os -0.748 | out -1.317 | package 1.167 | param -0.628 | parameters -1.816 | parent 0.944
parse -1.483 | pass 0.703 | patch 0.762 | path 0.646 | per 0.717 | perform -1.13
performance 1.258 | please -0.852 | plugin 0.799 | position -0.891 | possible -0.707 | predicate -0.706
prefix 1.125 | prepare -1.221 | preserve 1.751 | prevent 2.247 | previously 1.162 | process -0.774
properly 1.408 | properties -0.874 | property -0.824 | proxies -0.883 | proxy 1.043 | public 1.209
query 1.858 | queue -1.031 | raise 0.895 | re 0.698 | ready 1.253 | redundant 0.728
ref 0.776 | refactor 2.654 | regex 2.078 | register -0.777 | registration 1.211 | reject 1.296
remaining 1.107 | remove 1.723 | removing 0.957 | render -1.869 | replaced 0.778 | report -1.647
req 1.08 | request -0.91 | requests -0.933 | reserved -0.719 | reset -0.957 | resolves 1.273
resource -2.225 | respect 1.245 | restore 1.141 | return -0.953 | returns -1.793 | root 1.224
route -1.073 | router -0.783 | rules -0.68 | run -1.506 | running -1.064 | runtime -1.63
save 1.635 | scope -0.641 | search -1.746 | second 0.96 | see -3.268 | sending -1.558
set -1.259 | short -1.477 | should 1.167 | simplify 0.892 | size 0.998 | skip 1.543
small 0.711 | socket -0.902 | some 1.236 | spec 1.351 | specified -1.696 | speed 1.205
stack 0.927 | start -0.859 | statement 1.02 | status 0.886 | still 1.048 | storage -1.508
string -1.51 | strings 0.864 | style -1.678 | super 0.878 | support 3.39 | switch 1.935
sync 1.003 | t 1.682 | table 1.143 | text -1.036 | that -2.02 | the -4.282
them -0.952 | then -1.649 | there 0.684 | thing 0.726 | think 0.679 | this -2.466
through -1.094 | thrown 1.135 | time -0.735 | to -0.895 | token -1.068 | transform -0.622
treat 1 | tree -0.805 | true -1.66 | two -1.168 | typed -0.899 | typeerror 0.793
typing 1.031 | unknown -0.87 | unnecessary 0.85 | unused 0.61 | up 0.901 | update 2.082
uri 1.278 | url -0.767 | used -2.648 | uses -0.8 | value -1.979 | values -1.242
var 0.813 | verify 1.232 | version -1.059 | versions 0.85 | via -1.202 | want -1.045
warning 1.46 | was 1.62 | way 1.07 | we -1.906 | when 2.497 | where -1.051
whether -1.863 | which -1.501 | while 1.211 | will -3.074 | windows 1.51 | work 0.876
worker -1.088 | works -0.865 | would 0.929 | wrapper -1.298 | wrapping -0.991 | writer -0.81
you -2.133 | your -1.031
`,
  },
  withVectors: {
    change: {
      name: 0,
      scope: 18.782,
      header: 0,
      body: 4.721,
      comment: 0,
      symbol: 12.887,
      path: 0,
      file: 1.616,
      coverage: 4.272,
      name_share: 1.26,
      rank: -0.373,
      file_rank: -0.56,
      best_in_file: -0.149,
      length: -0.267,
      lines: 1.177,
      is_function: 3.922,
      is_type: -2.522,
      is_file: -5.265,
      test: -4.849,
      generated: -5.575,
      example: -5.91,
      tooling: -8.592,
      vector: 8.798,
      first_word: 0.465,
      stem_share: 1.461,
      folder_share: 1.317,
      constructs: -1.436,
      depth: -0.216,
      tested: 5.408,
      companion: -3.408,
      said_in_head: 0.969,
      said_in_file: 0,
      said_in_place: 3.146,
      said_anywhere: 4.021,
    },
    description: {
      name: 4.174,
      scope: 3.258,
      header: 2.63,
      body: 0,
      comment: 0,
      symbol: 0,
      path: 0.938,
      file: 1.943,
      coverage: 4.878,
      name_share: 2.255,
      rank: -0.426,
      file_rank: -0.34,
      best_in_file: -0.099,
      length: -1.09,
      lines: 0.719,
      is_function: 4.94,
      is_type: -1.977,
      is_file: -3.264,
      test: -5.519,
      generated: -2.899,
      example: -5.568,
      tooling: -4.874,
      vector: 11.45,
      first_word: 0.61,
      stem_share: 0.851,
      folder_share: 1.735,
      constructs: -1.423,
      depth: -0.526,
      said_in_head: 1.526,
      said_in_file: 0.625,
      said_in_place: 3.072,
      said_anywhere: 3.67,
    },
  },
  withoutVectors: {
    change: {
      name: 0.58,
      scope: 21.269,
      header: 0,
      body: 6.393,
      comment: 0,
      symbol: 13.747,
      path: 1.274,
      file: 1.793,
      coverage: 5.14,
      name_share: 1.198,
      rank: -0.493,
      file_rank: -0.551,
      best_in_file: -0.067,
      length: -0.529,
      lines: 1.066,
      is_function: 3.716,
      is_type: -2.53,
      is_file: -5.218,
      test: -4.81,
      generated: -5.896,
      example: -5.689,
      tooling: -10.318,
      first_word: 0.498,
      stem_share: 1.452,
      folder_share: 1.078,
      constructs: -1.404,
      depth: -0.182,
      tested: 5.389,
      companion: -3.325,
      said_in_head: 1.495,
      said_in_file: 0,
      said_in_place: 3.712,
      said_anywhere: 4.969,
    },
    description: {
      name: 3.861,
      scope: 4.368,
      header: 4.938,
      body: 0.711,
      comment: 0,
      symbol: 0,
      path: 1.83,
      file: 2.166,
      coverage: 5.825,
      name_share: 2.092,
      rank: -0.724,
      file_rank: -0.362,
      best_in_file: -0.235,
      length: -1.593,
      lines: 0.626,
      is_function: 4.607,
      is_type: -1.918,
      is_file: -3.021,
      test: -5.508,
      generated: -2.861,
      example: -5.406,
      tooling: -5.418,
      first_word: 0.734,
      stem_share: 1.214,
      folder_share: 1.712,
      constructs: -1.378,
      depth: -0.493,
      said_in_head: 1.874,
      said_in_file: 0,
      said_in_place: 3.601,
      said_anywhere: 5.006,
    },
  },
};
