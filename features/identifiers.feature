Feature: Parameters: the media id and the media key

  @PAR-4 @ERR-2 @alone
  Scenario Outline: one of media id and media key is required: <form>
    Given an upload with every byte appended
    When it is finalized without an identifier <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @PAR-4 @ERR-2
  Scenario Outline: the identifier is required for every media: <media>
    Given a <media> uploaded for <category>
    When it is finalized without an identifier
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | media        | category    |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @PAR-5
  Scenario Outline: the media id alone is enough: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized by its media id
    Then the endpoint accepts the request

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @PAR-6
  Scenario Outline: the media key alone is enough: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized by its media key
    Then the endpoint accepts the request

    Examples:
      | media        | category      |
      | PNG          | tweet_image   |
      | JPEG         | tweet_image   |
      | animated GIF | tweet_gif     |
      | animated GIF | dm_gif        |
      | MP4          | tweet_video   |
      | MP4          | amplify_video |
      | MP4          | dm_video      |

  @PAR-7
  Scenario Outline: media id and media key of the same media together: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized by its media id and its media key
    Then the endpoint accepts the request

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @PAR-8 @ERR-2
  Scenario Outline: a media id that INIT never returned is refused: <id>
    Given an upload with every byte appended
    When FINALIZE is sent for <id>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | id                                |
      | an unknown media id               |
      | another unknown media id          |
      | the media id 9223372036854775807  |
      | the media id 9223372036854775808  |
      | the media id 18446744073709551615 |
      | a media id next to the real one   |
      | a media id as a double keeps it   |
      | a media id with the same low bits |

  @PAR-8
  Scenario Outline: an unknown media id is refused in every form: <form>
    Given an upload with every byte appended
    When FINALIZE is sent for an unknown media id <form>
    Then the endpoint refuses the request

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @PAR-8
  Scenario Outline: an unknown media id is refused whatever else there is: <media> for <category>
    Given a <media> uploaded for <category>
    When FINALIZE is sent for an unknown media id
    Then the endpoint refuses the request

    Examples:
      | media        | category    |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @PAR-9 @ERR-2
  Scenario Outline: a media id that can be no id is refused: <case>
    Given an upload with every byte appended
    When FINALIZE is sent for the media id "<id>"
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case                         | id                                       |
      | blank                        | {U+0020}                                 |
      | zero                         | 0                                        |
      | letters                      | abc                                      |
      | a word                       | undefined                                |
      | null as a word               | null                                     |
      | not a number as a word       | NaN                                      |
      | infinity as a word           | Infinity                                 |
      | letters that are hexadecimal | deadbeef                                 |
      | negative                     | -8437015360928745121                     |
      | fractional                   | 8437015360928745.121                     |
      | a half                       | 0.5                                      |
      | 2^64                         | 18446744073709551616                     |
      | 40 digits                    | 8437015360928745121843701536092874512118 |
      | a list                       | []                                       |
      | an object                    | {}                                       |
      | a wildcard                   | *                                        |
      | a path                       | ../upload                                |
      | a quotation mark             | '                                        |

  @PAR-9 @ERR-2 @alone
  Scenario: an empty media id is refused and does not mean the latest upload
    Given an upload with every byte appended
    When FINALIZE is sent for the media id ""
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

  @PAR-9
  Scenario Outline: a media id that can be no id is refused in every form: <case> <form>
    Given an upload with every byte appended
    When FINALIZE is sent for the media id "<id>" <form>
    Then the endpoint refuses the request

    Examples:
      | case     | id                   | form                 |
      | empty    |                      | as a urlencoded form |
      | empty    |                      | as multipart         |
      | empty    |                      | in the query string  |
      | letters  | abc                  | as a urlencoded form |
      | letters  | abc                  | as multipart         |
      | letters  | abc                  | in the query string  |
      | 2^64     | 18446744073709551616 | as a urlencoded form |
      | 2^64     | 18446744073709551616 | as multipart         |
      | 2^64     | 18446744073709551616 | in the query string  |
      | negative | -8437015360928745121 | as a urlencoded form |
      | negative | -8437015360928745121 | as multipart         |
      | negative | -8437015360928745121 | in the query string  |

  @PAR-10 @ERR-2
  Scenario Outline: a media key that INIT never returned is refused: <media>, <key>
    Given a <media> uploaded for <category>
    When FINALIZE is sent for <key>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | media        | category    | key                              |
      | PNG          | tweet_image | an unknown media key             |
      | PNG          | tweet_image | another unknown media key        |
      | animated GIF | tweet_gif   | an unknown media key             |
      | MP4          | tweet_video | an unknown media key             |
      | PNG          | tweet_image | a media key next to the real one |

  @PAR-10
  Scenario: a media key whose number is wider than 64 bits is refused
    Given an upload with every byte appended
    When FINALIZE is sent for the media key "3_18446744073709551616"
    Then the endpoint refuses the request

  @PAR-10
  Scenario Outline: an unknown media key is refused in every form: <form>
    Given an upload with every byte appended
    When FINALIZE is sent for an unknown media key <form>
    Then the endpoint refuses the request

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @PAR-11 @ERR-2
  Scenario Outline: a media key that can be no key is refused: <case>
    Given an upload with every byte appended
    When FINALIZE is sent for the media key "<key>"
    Then the endpoint refuses the request
    And the same upload can still be finalized

    Examples:
      | case                  | key                     |
      | blank                 | {U+0020}                |
      | no separator          | 38437015360928745121    |
      | letters               | abc                     |
      | no digits at all      | _                       |
      | no digits behind      | 3_                      |
      | no digits before      | _8437015360928745121    |
      | letters on both sides | a_b                     |
      | letters behind        | 3_abc                   |
      | letters before        | x_8437015360928745121   |
      | another separator     | 3-8437015360928745121   |
      | three parts           | 3_8437015360928745121_1 |
      | null as a word        | null                    |
      | a word                | undefined               |

  @PAR-11 @ERR-2 @alone
  Scenario: an empty media key is refused and does not mean the latest upload
    Given an upload with every byte appended
    When FINALIZE is sent for the media key ""
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

  @PAR-11
  Scenario Outline: a media key that can be no key is refused in every form: <case> <form>
    Given an upload with every byte appended
    When FINALIZE is sent for the media key "<key>" <form>
    Then the endpoint refuses the request

    Examples:
      | case             | key                  | form                 |
      | empty            |                      | as a urlencoded form |
      | empty            |                      | as multipart         |
      | empty            |                      | in the query string  |
      | no separator     | 38437015360928745121 | as a urlencoded form |
      | no separator     | 38437015360928745121 | as multipart         |
      | no separator     | 38437015360928745121 | in the query string  |
      | no digits at all | _                    | as a urlencoded form |
      | no digits at all | _                    | as multipart         |
      | no digits at all | _                    | in the query string  |

  @PAR-12
  Scenario Outline: media id and media key that contradict each other: <pair>
    Given an upload with a media key
    When it is finalized by <pair>
    Then either outcome conforms

    Examples:
      | pair                                      |
      | its media id beside the media key of another |
      | the media id of another beside its media key |
      | its media id beside an unknown media key     |
      | an unknown media id beside its media key     |
      | its media id beside a malformed media key    |
      | a malformed media id beside its media key    |
      | its media id beside an empty media key       |
      | an empty media id beside its media key       |

  @PAR-13 @ERR-2
  Scenario Outline: a respelled media id is refused: <spelling>
    Given an upload with every byte appended
    When FINALIZE is sent for its media id <spelling>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | spelling                  |
      | with a blank before       |
      | with a blank behind       |
      | with a tab before         |
      | with a newline behind     |
      | with NUL behind           |
      | with a plus sign          |
      | with a minus sign         |
      | in quotation marks        |
      | with a letter behind      |
      | with a letter before      |
      | with a fraction of zero   |
      | with a point behind       |
      | with a comma behind       |
      | with an exponent of zero  |
      | in scientific notation    |
      | in hexadecimal            |
      | in octal with a prefix    |
      | in full-width digits      |
      | in Arabic digits          |
      | with thousands separators |
      | with underscores          |
      | in brackets               |
      | plus 2^64                 |
      | percent-encoded twice     |

  @PAR-13
  Scenario Outline: a respelled media id is refused in every form: <spelling> <form>
    Given an upload with every byte appended
    When FINALIZE is sent for its media id <spelling> <form>
    Then the endpoint refuses the request

    Examples:
      | spelling             | form                 |
      | with a blank behind  | as a urlencoded form |
      | with a blank behind  | as multipart         |
      | with a blank behind  | in the query string  |
      | with a letter behind | as a urlencoded form |
      | with a letter behind | as multipart         |
      | with a letter behind | in the query string  |
      | with a plus sign     | as a urlencoded form |
      | with a plus sign     | as multipart         |
      | with a plus sign     | in the query string  |

  @PAR-13 @ERR-2
  Scenario Outline: a respelled media key is refused: <spelling>
    Given an upload with a media key
    When FINALIZE is sent for its media key <spelling>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | spelling                        |
      | with a blank before             |
      | with a blank behind             |
      | with a newline behind           |
      | with NUL behind                 |
      | in quotation marks              |
      | with a letter behind            |
      | with another kind number        |
      | with a hyphen for the separator |
      | with a doubled separator        |
      | with a third part               |
      | in full-width digits            |
      | with a plus sign                |

  @PAR-13
  Scenario Outline: a respelled media key is refused in every form: <spelling> <form>
    Given an upload with a media key
    When FINALIZE is sent for its media key <spelling> <form>
    Then the endpoint refuses the request

    Examples:
      | spelling                 | form                 |
      | with another kind number | as a urlencoded form |
      | with another kind number | as multipart         |
      | with another kind number | in the query string  |
      | with a blank behind      | as a urlencoded form |
      | with a blank behind      | as multipart         |
      | with a blank behind      | in the query string  |

  @PAR-13
  Scenario Outline: the wrong kind of identifier is refused: <case>
    Given an upload with a media key
    When FINALIZE is sent for <case>
    Then the endpoint refuses the request

    Examples:
      | case                      |
      | its media key as media id |
      | its media id as media key |

  @observation
  Scenario Outline: leading zeros are worth a note: <identifier>
    Given an upload with a media key
    When FINALIZE is sent for <identifier> with leading zeros
    Then either outcome is worth a note

    Examples:
      | identifier    |
      | its media id  |
      | its media key |
