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
  Scenario: all 255 wrong casings are refused
    Given an upload with every byte appended
    When it is finalized with every wrong casing of the command
    Then the endpoint refuses every request

  @PAR-3 @ERR-2
  Scenario Outline: the command is FINALIZE and nothing else: <case>
    Given an upload with every byte appended
    When it is finalized with the command "<command>"
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case                                 | command                                                          |
      | empty                                |                                                                  |
      | blank                                |                                                                  |
      | a blank before                       |  FINALIZE                                                        |
      | a blank behind                       | FINALIZE                                                         |
      | a tab before                         | \u{9}FINALIZE                                                    |
      | a tab behind                         | FINALIZE\u{9}                                                    |
      | a newline behind                     | FINALIZE\u{a}                                                    |
      | a carriage return and newline behind | FINALIZE\u{d}\u{a}                                               |
      | NUL behind                           | FINALIZE\u{0}                                                    |
      | NUL and more behind                  | FINALIZE\u{0}X                                                   |
      | a no-break space behind              | FINALIZE\u{a0}                                                   |
      | a zero-width space before            | \u{200b}FINALIZE                                                 |
      | a byte order mark before             | \u{feff}FINALIZE                                                 |
      | truncated                            | FINALIZ                                                          |
      | the first letter only                | F                                                                |
      | the first letter missing             | INALIZE                                                          |
      | extended                             | FINALIZED                                                        |
      | extended by a digit                  | FINALIZE1                                                        |
      | twice                                | FINALIZEFINALIZE                                                 |
      | twice with a comma                   | FINALIZE,FINALIZE                                                |
      | quoted                               | \u{22}FINALIZE\u{22}                                             |
      | prefixed                             | MEDIA_FINALIZE                                                   |
      | a parameter appended                 | FINALIZE&x=1                                                     |
      | a path                               | /FINALIZE                                                        |
      | British spelling                     | FINALISE                                                         |
      | dotless i                            | F\u{131}NALIZE                                                   |
      | dotted capital I                     | F\u{130}NALIZE                                                   |
      | Cyrillic A                           | FIN\u{410}LIZE                                                   |
      | Greek Iota                           | F\u{399}NALIZE                                                   |
      | ligature fi in small letters         | \u{fb01}nalize                                                   |
      | full-width letters                   | \u{ff26}\u{ff29}\u{ff2e}\u{ff21}\u{ff2c}\u{ff29}\u{ff3a}\u{ff25} |
      | one full-width letter                | FINALI\u{ff3a}E                                                  |
      | a combining acute accent behind      | FINALIZE\u{301}                                                  |
      | mathematical bold F                  | \u{1d405}INALIZE                                                 |
      | a soft hyphen inside                 | FINA\u{ad}LIZE                                                   |
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
      | case           | command   | form                 |
      | empty          |           | as a urlencoded form |
      | empty          |           | as multipart         |
      | empty          |           | in the query string  |
      | unknown        | DESTROY   | as a urlencoded form |
      | unknown        | DESTROY   | as multipart         |
      | unknown        | DESTROY   | in the query string  |
      | a blank before |  FINALIZE | as a urlencoded form |
      | a blank before |  FINALIZE | as multipart         |
      | a blank before |  FINALIZE | in the query string  |
      | a blank behind | FINALIZE  | as a urlencoded form |
      | a blank behind | FINALIZE  | as multipart         |
      | a blank behind | FINALIZE  | in the query string  |
      | extended       | FINALIZED | as a urlencoded form |
      | extended       | FINALIZED | as multipart         |
      | extended       | FINALIZED | in the query string  |

  @PAR-3 @ERR-2
  Scenario Outline: a wrong command is refused for every media and identifier: <case>, <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized with the command "<command>" by <identifier>
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case    | command   | media        | category    | identifier    |
      | unknown | DESTROY   | PNG          | tweet_image | its media key |
      | unknown | DESTROY   | animated GIF | tweet_gif   | its media id  |
      | unknown | DESTROY   | MP4          | tweet_video | its media id  |
      | padded  | FINALIZE  | PNG          | tweet_image | its media key |
      | padded  | FINALIZE  | animated GIF | tweet_gif   | its media id  |
      | padded  | FINALIZE  | MP4          | tweet_video | its media id  |

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
