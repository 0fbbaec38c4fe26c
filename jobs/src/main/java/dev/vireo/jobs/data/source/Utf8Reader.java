package dev.vireo.jobs.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/**
 * Characters of UTF-8. Those before the first that is not UTF-8 are handed out before it fails, so
 * that a reader knows the line.
 */
final class Utf8Reader extends Reader {
  private static final int SIZE = 1 << 16;

  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).flip();
  private final CharBuffer characters = CharBuffer.allocate(SIZE).flip();
  private boolean ended;
  private int malformed;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return characters.hasRemaining() || fill() ? characters.get() : -1;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (!characters.hasRemaining() && !fill()) {
      return -1;
    }
    int count = Math.min(length, characters.remaining());
    characters.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    characters.clear();
    while (characters.position() == 0) {
      if (malformed > 0) {
        throw new MalformedInputException(malformed);
      }
      if (ended && !bytes.hasRemaining()) {
        characters.flip();
        return false;
      }
      if (!ended) {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
      }
      CoderResult result = decoder.decode(bytes, characters, ended);
      malformed = result.isError() ? result.length() : 0;
    }
    characters.flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
