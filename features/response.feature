Feature: Response: what the answer to a successful FINALIZE says

  @RSP-1 @RSP-2 @RSP-3 @RSP-4
  Scenario Outline: the media is named by its id in two spellings: <media> for <category>, <method>
    Given a <media> uploaded for <category>
    When it is finalized <method>
    Then the endpoint accepts the request
    And its media_id is a 64-bit integer
    And its media_id_string is a string
    And both spell the same digits
    And they name the media that was uploaded

    Examples:
      | media        | category      | method                                                |
      | PNG          | tweet_image   | as a urlencoded form by its media id                  |
      | PNG          | tweet_image   | as multipart by its media key                         |
      | JPEG         | no category   | in the query string by its media id                   |
      | animated GIF | tweet_gif     | as multipart by its media id                          |
      | MP4          | tweet_video   | as a urlencoded form by its media id                  |
      | MP4          | amplify_video | in the query string by its media id and its media key |
      | MP4          | no category   | as a urlencoded form by its media id                  |

  @RSP-5
  Scenario Outline: a media key that was sent comes back: <media>, <method>
    Given a <media> uploaded for <category>
    When it is finalized <method>
    Then the endpoint accepts the request
    And the media key of the request comes back unchanged

    Examples:
      | media        | category    | method                                                 |
      | PNG          | tweet_image | as a urlencoded form by its media key                  |
      | PNG          | tweet_image | as multipart by its media key                          |
      | PNG          | tweet_image | in the query string by its media key                   |
      | PNG          | tweet_image | as a urlencoded form by its media id and its media key |
      | PNG          | tweet_image | as multipart by its media id and its media key         |
      | PNG          | tweet_image | in the query string by its media id and its media key  |
      | animated GIF | tweet_gif   | as a urlencoded form by its media key                  |
      | MP4          | tweet_video | as a urlencoded form by its media key                  |
      | MP4          | tweet_video | as multipart by its media id and its media key         |

  @RSP-6
  Scenario: a media key that was not sent
    Given an upload with a media key
    When it is finalized by its media id
    Then the endpoint accepts the request
    And a media key that was not sent is noted

  @RSP-7
  Scenario Outline: the lifetime is given in seconds: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    Then the endpoint accepts the request
    And its lifetime is a positive integer

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |
      | MP4          | no category |

  @RSP-8
  Scenario Outline: the size is that of the whole upload: <media> for <category> in <segments>
    Given a <media> uploaded for <category> in <segments>
    When it is finalized
    Then the endpoint accepts the request
    And its size is the number of bytes uploaded

    Examples:
      | media        | category    | segments   |
      | PNG          | tweet_image | 1 segment  |
      | PNG          | tweet_image | 3 segments |
      | JPEG         | no category | 2 segments |
      | animated GIF | tweet_gif   | 2 segments |
      | MP4          | tweet_video | 1 segment  |
      | MP4          | tweet_video | 4 segments |

  @RSP-9
  Scenario Outline: a synchronous video names its type: <method>
    Given a MP4 uploaded for no category
    When it is finalized <method>
    Then the endpoint accepts the request
    And a synchronous answer names the video type

    Examples:
      | method                               |
      | as a urlencoded form by its media id |
      | as multipart by its media id         |
      | in the query string by its media id  |
