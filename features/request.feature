Feature: Request: the forms in which FINALIZE may be sent

  @REQ-1
  Scenario Outline: multipart is accepted: <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized as multipart by <identifier>
    Then the endpoint accepts the request

    Examples:
      | media        | category    | identifier                     |
      | PNG          | tweet_image | its media id                   |
      | PNG          | tweet_image | its media key                  |
      | PNG          | tweet_image | its media id and its media key |
      | JPEG         | tweet_image | its media id                   |
      | animated GIF | tweet_gif   | its media id                   |
      | MP4          | tweet_video | its media id                   |
      | MP4          | tweet_video | its media key                  |
      | MP4          | tweet_video | its media id and its media key |

  @REQ-2
  Scenario Outline: a urlencoded form is accepted: <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized as a urlencoded form by <identifier>
    Then the endpoint accepts the request

    Examples:
      | media        | category    | identifier                     |
      | PNG          | tweet_image | its media id                   |
      | PNG          | tweet_image | its media key                  |
      | PNG          | tweet_image | its media id and its media key |
      | JPEG         | tweet_image | its media id                   |
      | animated GIF | tweet_gif   | its media id                   |
      | MP4          | tweet_video | its media id                   |
      | MP4          | tweet_video | its media key                  |
      | MP4          | tweet_video | its media id and its media key |

  @REQ-3
  Scenario Outline: the query string is accepted: <media> by <identifier>
    Given a <media> uploaded for <category>
    When it is finalized in the query string by <identifier>
    Then the endpoint accepts the request

    Examples:
      | media        | category    | identifier                     |
      | PNG          | tweet_image | its media id                   |
      | PNG          | tweet_image | its media key                  |
      | PNG          | tweet_image | its media id and its media key |
      | JPEG         | tweet_image | its media id                   |
      | animated GIF | tweet_gif   | its media id                   |
      | MP4          | tweet_video | its media id                   |
      | MP4          | tweet_video | its media key                  |
      | MP4          | tweet_video | its media id and its media key |

  @REQ-4 @ERR-2
  Scenario Outline: only POST finalizes: <method> <form> for <media>
    Given a <media> uploaded for <category>
    When it is finalized with the method <method> <form>
    Then the endpoint refuses the request
    And the refusal finalized nothing
    And the same upload can still be finalized

    Examples:
      | method | form                 | media | category    |
      | GET    | in the query string  | PNG   | tweet_image |
      | GET    | in the query string  | MP4   | tweet_video |
      | PUT    | in the query string  | PNG   | tweet_image |
      | PUT    | as a urlencoded form | PNG   | tweet_image |
      | PUT    | as multipart         | PNG   | tweet_image |
      | DELETE | in the query string  | PNG   | tweet_image |

  @REQ-5
  Scenario: parameters in a JSON body
    Given an upload with every byte appended
    When it is finalized with a JSON body
    Then either outcome conforms
