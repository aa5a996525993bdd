Feature: Overview: FINALIZE ends a chunked upload

  @LIFE-1
  Scenario Outline: a complete upload is accepted: <media> for <category> in <segments>
    Given a <media> uploaded for <category> in <segments>
    When it is finalized
    Then the endpoint accepts the request

    Examples:
      | media        | category      | segments   |
      | PNG          | tweet_image   | 1 segment  |
      | PNG          | tweet_image   | 3 segments |
      | PNG          | no category   | 2 segments |
      | JPEG         | tweet_image   | 1 segment  |
      | JPEG         | dm_image      | 1 segment  |
      | JPEG         | no category   | 1 segment  |
      | animated GIF | tweet_gif     | 2 segments |
      | animated GIF | dm_gif        | 1 segment  |
      | animated GIF | no category   | 1 segment  |
      | MP4          | tweet_video   | 1 segment  |
      | MP4          | tweet_video   | 4 segments |
      | MP4          | amplify_video | 2 segments |
      | MP4          | dm_video      | 1 segment  |
      | MP4          | no category   | 3 segments |

  @LIFE-2
  Scenario Outline: an incomplete upload is refused: <media>, <missing>
    Given a <media> of which <missing>
    When it is finalized
    Then the endpoint refuses the request

    Examples:
      | media        | missing                      |
      | PNG          | no segment was appended      |
      | PNG          | the last segment is missing  |
      | PNG          | the first segment is missing |
      | PNG          | a segment between is missing |
      | PNG          | the last byte is missing     |
      | MP4          | no segment was appended      |
      | MP4          | the last segment is missing  |
      | animated GIF | the last byte is missing     |

  @LIFE-2
  Scenario Outline: an incomplete upload is refused in every form: <method>
    Given a PNG of which the last segment is missing
    When it is finalized <method>
    Then the endpoint refuses the request

    Examples:
      | method                                 |
      | as a urlencoded form by its media id   |
      | as multipart by its media id           |
      | in the query string by its media id    |
      | as a urlencoded form by its media key  |

  @LIFE-8
  Scenario Outline: FINALIZE sent again: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    And it is finalized once more
    Then either outcome conforms

    Examples:
      | media | category    |
      | PNG   | tweet_image |
      | MP4   | tweet_video |

  @LIFE-3
  Scenario Outline: an answer without processing info means ready: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    Then the endpoint accepts the request
    And without processing info its media id is usable at once

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | JPEG         | tweet_image |
      | PNG          | no category |
      | animated GIF | no category |
      | MP4          | no category |

  @LIFE-3
  Scenario Outline: whatever its form, an answer without processing info means ready: <form>
    Given an upload with every byte appended
    When it is finalized <form>
    Then the endpoint accepts the request
    And without processing info its media id is usable at once

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @LIFE-3 @PAR-6
  Scenario: an upload finalized by its key is ready just the same
    Given an upload with a media key
    When it is finalized by its media key
    Then the endpoint accepts the request
    And without processing info its media id is usable at once
