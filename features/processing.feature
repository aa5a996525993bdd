Feature: Response: synchronous and asynchronous FINALIZE

  @ASY-1
  Scenario Outline: a video with a category is asynchronous: <category>, <method>
    Given a MP4 uploaded for <category>
    When it is finalized <method>
    Then the endpoint accepts the request
    And the answer announces processing

    Examples:
      | category      | method                                         |
      | tweet_video   | as a urlencoded form by its media id           |
      | tweet_video   | as multipart by its media id                   |
      | tweet_video   | in the query string by its media id            |
      | tweet_video   | as a urlencoded form by its media key          |
      | amplify_video | as a urlencoded form by its media id           |
      | dm_video      | as a urlencoded form by its media id           |
      | dm_video      | as multipart by its media id and its media key |

  @ASY-2
  Scenario Outline: an animated GIF with a category is asynchronous: <category>, <method>
    Given an animated GIF uploaded for <category>
    When it is finalized <method>
    Then the endpoint accepts the request
    And the answer announces processing

    Examples:
      | category  | method                                |
      | tweet_gif | as a urlencoded form by its media id  |
      | tweet_gif | as multipart by its media id          |
      | tweet_gif | in the query string by its media id   |
      | tweet_gif | as a urlencoded form by its media key |
      | dm_gif    | as a urlencoded form by its media id  |

  @ASY-3
  Scenario Outline: a still image is synchronous: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    Then the endpoint accepts the request
    And the answer announces no processing

    Examples:
      | media | category    |
      | PNG   | tweet_image |
      | PNG   | no category |
      | JPEG  | tweet_image |
      | JPEG  | dm_image    |
      | JPEG  | no category |

  @ASY-4
  Scenario Outline: a moving picture without a category: <media>
    Given a <media> uploaded for no category
    When it is finalized
    Then the endpoint accepts the request
    And either way of processing is noted

    Examples:
      | media        |
      | animated GIF |
      | MP4          |

  @ASY-5 @ASY-6
  Scenario Outline: processing info has a state and a time to check: <media> for <category>
    Given a <media> uploaded for <category>
    When it is finalized
    Then the endpoint accepts the request
    And its processing info has a known state
    And until it has ended there is a time to check again

    Examples:
      | media        | category      |
      | MP4          | tweet_video   |
      | MP4          | amplify_video |
      | MP4          | dm_video      |
      | animated GIF | tweet_gif     |
      | animated GIF | dm_gif        |

  @STA-1 @STA-2 @ASY-7 @LIFE-4
  Scenario Outline: processing comes to a good end: <media> for <category>, <method>
    Given a <media> uploaded for <category>
    When it is finalized <method>
    And its processing is followed to the end
    Then every STATUS answer is right
    And every STATUS answer names the media
    And the state never goes back
    And processing succeeds and the media id is usable

    Examples:
      | media        | category      | method                               |
      | MP4          | tweet_video   | as a urlencoded form by its media id |
      | MP4          | tweet_video   | as multipart by its media key        |
      | MP4          | amplify_video | in the query string by its media id  |
      | MP4          | dm_video      | as multipart by its media id         |
      | animated GIF | tweet_gif     | as a urlencoded form by its media id |
      | animated GIF | tweet_gif     | in the query string by its media key |
      | animated GIF | dm_gif        | as a urlencoded form by its media id |
      | MP4          | no category   | as a urlencoded form by its media id |
