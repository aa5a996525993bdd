Feature: Response: the lifetime of a media id and a media key

  @LIFE-5
  Scenario Outline: the media id stays usable until its lifetime ends: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    And its media id has become usable
    And three quarters of its lifetime have passed
    Then its media id is still usable

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | JPEG         | no category |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @LIFE-5 @embedded
  Scenario Outline: the media id is usable a second before its lifetime ends: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    And its media id has become usable
    And all but a second of its lifetime has passed
    Then its media id is still usable

    Examples:
      | media | category    |
      | PNG   | tweet_image |
      | MP4   | tweet_video |

  @LIFE-6
  Scenario Outline: the media id is refused after its lifetime: <media> for <category>, in <call>
    Given a <media> uploaded for <category>
    When it is finalized
    And any processing has ended
    And its lifetime has passed
    Then its media id is refused in <call>

    Examples:
      | media        | category    | call             |
      | PNG          | tweet_image | another call     |
      | JPEG         | no category | another call     |
      | animated GIF | tweet_gif   | another call     |
      | MP4          | tweet_video | another call     |
      | PNG          | tweet_image | STATUS           |
      | animated GIF | tweet_gif   | STATUS           |
      | MP4          | tweet_video | STATUS           |
      | PNG          | tweet_image | another FINALIZE |
      | PNG          | no category | another FINALIZE |
      | animated GIF | tweet_gif   | another FINALIZE |
      | MP4          | tweet_video | another FINALIZE |

  @LIFE-5 @LIFE-6
  Scenario: using the media id does not prolong its life
    Given an upload with every byte appended
    When it is finalized
    And its media id has become usable
    And three quarters of its lifetime have passed
    Then its media id is still usable
    When its lifetime has passed
    Then its media id is refused in another call

  @LIFE-6
  Scenario Outline: the media id is refused after its lifetime in every form: <form>
    Given an upload with every byte appended
    When it is finalized
    And its lifetime has passed
    Then its media id is refused in another FINALIZE <form>

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @LIFE-7
  Scenario Outline: the media key is refused after its lifetime: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    And any processing has ended
    And its lifetime has passed
    Then its media key is refused

    Examples:
      | media        | category    |
      | PNG          | tweet_image |
      | animated GIF | tweet_gif   |
      | MP4          | tweet_video |

  @LIFE-7
  Scenario Outline: the media key is refused after its lifetime in every form: <form>
    Given an upload with a media key
    When it is finalized by its media key
    And its lifetime has passed
    Then its media key is refused <form>

    Examples:
      | form                 |
      | as a urlencoded form |
      | as multipart         |
      | in the query string  |

  @LIFE-6
  Scenario Outline: a media id given as expired is refused in <call>
    Given a media id given as expired
    Then its media id is refused in <call>

    Examples:
      | call             |
      | another call     |
      | STATUS           |
      | another FINALIZE |

  @LIFE-7
  Scenario: a media key given as expired is refused
    Given a media key given as expired
    Then its media key is refused
