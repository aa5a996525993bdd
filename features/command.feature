Feature: Parameters: the command

  @PAR-1 @ERR-2
  Scenario Outline: the command is required: <form>
    Given an upload with every byte appended
    When it is finalized without a command <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @PAR-1 @ERR-2
  Scenario Outline: the command is required for every media and identifier: <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized without a command by <identifier>
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | media        | category    | identifier                     |
      | PNG          | tweet_image | its media key                  |
      | PNG          | tweet_image | its media id and its media key |
      | animated GIF | tweet_gif   | its media id                   |
      | MP4          | tweet_video | its media id                   |

  @PAR-2 @ERR-2
  Scenario Outline: the command is case sensitive: <command> <form>
    Given an upload with every byte appended
    When it is finalized with the command "<command>" <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | command  | form                 |
      | finalize | as a urlencoded form |
      | finalize | as multipart         |
      | finalize | in the query string  |
      | Finalize | as a urlencoded form |
      | Finalize | as multipart         |
      | Finalize | in the query string  |

  @PAR-2 @ERR-2
  Scenario Outline: every single letter counts: <command>
    Given an upload with every byte appended
    When it is finalized with the command "<command>"
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | command  |
      | fINALIZE |
      | FiNALIZE |
      | FInALIZE |
      | FINaLIZE |
      | FINAlIZE |
      | FINALiZE |
      | FINALIzE |
      | FINALIZe |
      | FiNaLiZe |
      | finalizE |

  @PAR-2 @ERR-2
  Scenario Outline: the command is case sensitive for every media and identifier: <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized with the command "finalize" by <identifier>
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | media        | category    | identifier                     |
      | PNG          | tweet_image | its media key                  |
      | PNG          | tweet_image | its media id and its media key |
      | animated GIF | tweet_gif   | its media id                   |
      | MP4          | tweet_video | its media id                   |

  @PAR-2 @embedded
  Scenario Outline: every wrong casing is refused: <number> of 8 letters capital
    Given an upload with every byte appended
    When it is finalized with every casing of the command, <number> of 8 letters capital
    Then the endpoint refuses every request

    Examples:
      | number |
      | 0      |
      | 1      |
      | 2      |
      | 3      |
      | 4      |
      | 5      |
      | 6      |
      | 7      |

  @PAR-3 @ERR-2
  Scenario Outline: the command is FINALIZE and nothing else: <case>
    Given an upload with every byte appended
    When it is finalized with the command "<command>"
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case                                 | command                                                          |
      | empty                                |                                                                  |
      | blank                                | {U+0020}                                                         |
      | a blank before                       | {U+0020}FINALIZE                                                 |
      | a blank behind                       | FINALIZE{U+0020}                                                 |
      | a tab before                         | {U+0009}FINALIZE                                                 |
      | a tab behind                         | FINALIZE{U+0009}                                                 |
      | a newline behind                     | FINALIZE{U+000A}                                                 |
      | a carriage return and newline behind | FINALIZE{U+000D}{U+000A}                                         |
      | NUL behind                           | FINALIZE{U+0000}                                                 |
      | NUL and more behind                  | FINALIZE{U+0000}X                                                |
      | a no-break space behind              | FINALIZE{U+00A0}                                                 |
      | a zero-width space before            | {U+200B}FINALIZE                                                 |
      | a byte order mark before             | {U+FEFF}FINALIZE                                                 |
      | truncated                            | FINALIZ                                                          |
      | the first letter only                | F                                                                |
      | the first letter missing             | INALIZE                                                          |
      | extended                             | FINALIZED                                                        |
      | extended by a digit                  | FINALIZE1                                                        |
      | twice                                | FINALIZEFINALIZE                                                 |
      | twice with a comma                   | FINALIZE,FINALIZE                                                |
      | quoted                               | {U+0022}FINALIZE{U+0022}                                         |
      | prefixed                             | MEDIA_FINALIZE                                                   |
      | a parameter appended                 | FINALIZE&x=1                                                     |
      | a path                               | /FINALIZE                                                        |
      | British spelling                     | FINALISE                                                         |
      | dotless i                            | F{U+0131}NALIZE                                                  |
      | dotted capital I                     | F{U+0130}NALIZE                                                  |
      | Cyrillic A                           | FIN{U+0410}LIZE                                                  |
      | Greek Iota                           | F{U+0399}NALIZE                                                  |
      | ligature fi in small letters         | {U+FB01}nalize                                                   |
      | full-width letters                   | {U+FF26}{U+FF29}{U+FF2E}{U+FF21}{U+FF2C}{U+FF29}{U+FF3A}{U+FF25} |
      | one full-width letter                | FINALI{U+FF3A}E                                                  |
      | a combining acute accent behind      | FINALIZE{U+0301}                                                 |
      | mathematical bold F                  | {U+1D405}INALIZE                                                 |
      | a soft hyphen inside                 | FINA{U+00AD}LIZE                                                 |
      | percent-encoded twice                | %46INALIZE                                                       |
      | unknown                              | DESTROY                                                          |
      | null as a word                       | null                                                             |
      | a number                             | 3                                                                |

  @PAR-3 @ERR-2
  Scenario Outline: a wrong command is refused in every form: <case> <form>
    Given an upload with every byte appended
    When it is finalized with the command "<command>" <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | case           | command          | form                 |
      | empty          |                  | as a urlencoded form |
      | empty          |                  | as multipart         |
      | empty          |                  | in the query string  |
      | unknown        | DESTROY          | as a urlencoded form |
      | unknown        | DESTROY          | as multipart         |
      | unknown        | DESTROY          | in the query string  |
      | a blank before | {U+0020}FINALIZE | as a urlencoded form |
      | a blank before | {U+0020}FINALIZE | as multipart         |
      | a blank before | {U+0020}FINALIZE | in the query string  |
      | a blank behind | FINALIZE{U+0020} | as a urlencoded form |
      | a blank behind | FINALIZE{U+0020} | as multipart         |
      | a blank behind | FINALIZE{U+0020} | in the query string  |
      | extended       | FINALIZED        | as a urlencoded form |
      | extended       | FINALIZED        | as multipart         |
      | extended       | FINALIZED        | in the query string  |

  @PAR-3 @ERR-2
  Scenario Outline: a wrong command is refused for every media and identifier: <case>, <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized with the command "<command>" by <identifier>
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case    | command          | media        | category    | identifier    |
      | unknown | DESTROY          | PNG          | tweet_image | its media key |
      | unknown | DESTROY          | animated GIF | tweet_gif   | its media id  |
      | unknown | DESTROY          | MP4          | tweet_video | its media id  |
      | padded  | FINALIZE{U+0020} | PNG          | tweet_image | its media key |
      | padded  | FINALIZE{U+0020} | animated GIF | tweet_gif   | its media id  |
      | padded  | FINALIZE{U+0020} | MP4          | tweet_video | its media id  |

  @observation
  Scenario Outline: parameter names in another case: <name>
    Given an upload with every byte appended
    When it is finalized with the parameter names in <name>
    Then either outcome is worth a note

    Examples:
      | name              |
      | capital letters   |
      | a capital initial |

  @observation
  Scenario Outline: a repeated parameter: <parameter>
    Given an upload with every byte appended
    When it is finalized with <parameter> given twice
    Then either outcome is worth a note

    Examples:
      | parameter |
      | command   |
      | media_id  |
