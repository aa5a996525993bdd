@process
Feature: Twenty-four scenarios, the work that whole processes are compared by

  @RSP-3 @RSP-8
  Scenario Outline: an answer is right: <media> for <category>, <method>
    Given a <media> uploaded for <category>
    When it is finalized <method> by its media id
    Then the endpoint accepts the request
    And both spell the same digits
    And its size is the number of bytes uploaded

    Examples:
      | media | category    | method               |
      | PNG   | tweet_image | as a urlencoded form |
      | PNG   | tweet_image | as multipart         |
      | PNG   | tweet_image | in the query string  |
      | PNG   | no category | as a urlencoded form |
      | PNG   | no category | as multipart         |
      | PNG   | no category | in the query string  |
      | JPEG  | tweet_image | as a urlencoded form |
      | JPEG  | tweet_image | as multipart         |
      | JPEG  | tweet_image | in the query string  |
      | JPEG  | no category | as a urlencoded form |
      | JPEG  | no category | as multipart         |
      | JPEG  | no category | in the query string  |

  @PAR-2
  Scenario Outline: the command is read as it is written: <method>
    Given an upload with every byte appended
    When it is finalized with the command "finalize" <method> by its media id
    Then the endpoint refuses the request

    Examples:
      | method               |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @LIFE-2
  Scenario Outline: an upload without a byte is refused: <media>, <method>
    Given a <media> of which no segment was appended
    When it is finalized <method> by its media id
    Then the endpoint refuses the request

    Examples:
      | media        | method               |
      | PNG          | as a urlencoded form |
      | PNG          | as multipart         |
      | PNG          | in the query string  |
      | JPEG         | as a urlencoded form |
      | JPEG         | as multipart         |
      | JPEG         | in the query string  |
      | animated GIF | as a urlencoded form |
      | animated GIF | as multipart         |
      | animated GIF | in the query string  |
