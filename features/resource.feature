Feature: Resource information: format, authentication, rate limit

  @RES-1
  Scenario Outline: a success is JSON: <media> for <category>, <method>
    Given a <media> uploaded for <category>
    When it is finalized <method>
    Then the endpoint accepts the request
    And the answer is labelled and formed as JSON

    Examples:
      | media        | category    | method                                |
      | PNG          | tweet_image | as a urlencoded form by its media id  |
      | PNG          | tweet_image | as multipart by its media id          |
      | PNG          | tweet_image | in the query string by its media id   |
      | animated GIF | tweet_gif   | as a urlencoded form by its media id  |
      | MP4          | tweet_video | as a urlencoded form by its media key |
      | MP4          | no category | as multipart by its media id          |

  @RES-2 @ERR-2
  Scenario Outline: credentials are required: <flaw>, <media> <form>
    Given a <media> uploaded for <category>
    When it is finalized with <flaw> <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | flaw                          | media        | category    | form                 |
      | no credentials                | PNG          | tweet_image | as a urlencoded form |
      | no credentials                | PNG          | tweet_image | as multipart         |
      | no credentials                | PNG          | tweet_image | in the query string  |
      | no credentials                | animated GIF | tweet_gif   | as a urlencoded form |
      | no credentials                | MP4          | tweet_video | as a urlencoded form |
      | an empty authorization header | PNG          | tweet_image | as a urlencoded form |

  @RES-3 @ERR-2
  Scenario Outline: a user context is required: <media> <form>
    Given a <media> uploaded for <category>
    When it is finalized with application-only credentials <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | media        | category    | form                 |
      | PNG          | tweet_image | as a urlencoded form |
      | PNG          | tweet_image | as multipart         |
      | PNG          | tweet_image | in the query string  |
      | animated GIF | tweet_gif   | as a urlencoded form |
      | MP4          | tweet_video | as a urlencoded form |

  @RES-4 @ERR-2
  Scenario Outline: credentials must be right: <flaw>, <media> <form>
    Given a <media> uploaded for <category>
    When it is finalized with <flaw> <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | flaw                           | media        | category    | form                 |
      | a wrong consumer secret        | PNG          | tweet_image | as a urlencoded form |
      | a wrong consumer secret        | PNG          | tweet_image | as multipart         |
      | a wrong consumer secret        | PNG          | tweet_image | in the query string  |
      | a wrong consumer secret        | animated GIF | tweet_gif   | as a urlencoded form |
      | a wrong consumer secret        | MP4          | tweet_video | as a urlencoded form |
      | a wrong token secret           | PNG          | tweet_image | as a urlencoded form |
      | an unknown token               | PNG          | tweet_image | as a urlencoded form |
      | an unknown token               | PNG          | tweet_image | as multipart         |
      | an unknown token               | PNG          | tweet_image | in the query string  |
      | another consumer's key         | PNG          | tweet_image | as a urlencoded form |
      | no user token                  | PNG          | tweet_image | as a urlencoded form |
      | a signature over another body  | PNG          | tweet_image | as a urlencoded form |
      | a signature over another query | PNG          | tweet_image | in the query string  |
      | an unknown bearer token        | PNG          | tweet_image | as a urlencoded form |
      | an unknown bearer token        | PNG          | tweet_image | as multipart         |

  @observation
  Scenario Outline: old signatures: <flaw>
    Given an upload with every byte appended
    When it is finalized with <flaw>
    Then either outcome is worth a note

    Examples:
      | flaw               |
      | a stale time stamp |
      | a repeated nonce   |

  @RES-5
  Scenario: rate limits are noted
    Given an upload with every byte appended
    When it is finalized
    Then rate limits are noted

  @ERR-1
  Scenario Outline: a refusal is JSON: <wrong>
    Given an upload with every byte appended
    When <wrong>
    Then the endpoint refuses the request
    And the refusal is formed as an error

    Examples:
      | wrong                                       |
      | it is finalized without a command           |
      | it is finalized with the command "finalize" |
      | it is finalized with the command "DESTROY"  |
      | it is finalized without an identifier       |
      | FINALIZE is sent for an unknown media id    |
      | FINALIZE is sent for the media id "abc"     |
      | FINALIZE is sent for an unknown media key   |
      | FINALIZE is sent for the media key "abc"    |

  @ERR-2
  Scenario Outline: several refusals in a row leave the upload intact: <media> for <category>
    Given a <media> uploaded for <category> in 2 segments
    When it is refused in several ways
    Then the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @ERR-2
  Scenario: after a refusal and a right FINALIZE the media can be used
    Given an upload with every byte appended
    When it is refused in several ways
    Then the same upload can still be finalized
    And its media is as usable as another
