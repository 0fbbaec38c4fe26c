package dev.vireo.jobs.data.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import scala.Tuple2;

/**
 * Consecutive rows of a source, all of one window, as they travel: some hundred in a piece, so that
 * what has to be said of each piece is little, and few enough characters for any heap.
 *
 * @param first the first row's place
 * @param rows the rows, in order
 */
record RowPacket(long first, List<SourceRow> rows) {
  private static final int CHARACTERS = 1 << 18;
  private static final int ABSENT = -1;

  /** The rows of a source's partition, packed: each packet's first place and its bytes. */
  static Iterator<Tuple2<Long, byte[]>> pack(int partition, Iterator<SourceRow> rows) {
    return new Iterator<>() {
      private long index;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Tuple2<Long, byte[]> next() {
        long first = RowPlace.of(partition, index);
        List<SourceRow> packed = new ArrayList<>();
        long characters = 0;
        do {
          SourceRow row = rows.next();
          packed.add(row);
          index++;
          for (String value : row.values()) {
            characters += value == null ? 0 : value.length();
          }
        } while (index % RowPlace.WINDOW != 0 && characters < CHARACTERS && rows.hasNext());
        return new Tuple2<>(first, new RowPacket(first, packed).bytes());
      }
    };
  }

  boolean holds(long place) {
    return place >= first && place < first + rows.size();
  }

  SourceRow row(long place) {
    return rows.get((int) (place - first));
  }

  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(first);
      out.writeInt(rows.size());
      String place = null;
      for (SourceRow row : rows) {
        // Hardly ever another than the row's before.
        boolean same = row.place().equals(place);
        place = row.place();
        write(out, same ? null : place);
        out.writeLong(row.number());
        write(out, row.problem());
        out.writeInt(row.values().length);
        for (String value : row.values()) {
          write(out, value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The packet that {@link #pack} made bytes of. */
  static RowPacket of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long first = in.readLong();
      int count = in.readInt();
      List<SourceRow> rows = new ArrayList<>(count);
      String place = null;
      for (int i = 0; i < count; i++) {
        String named = read(in);
        place = named == null ? place : named;
        long number = in.readLong();
        String problem = read(in);
        String[] values = new String[in.readInt()];
        for (int column = 0; column < values.length; column++) {
          values[column] = read(in);
        }
        rows.add(new SourceRow(place, number, values, problem));
      }
      return new RowPacket(first, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // As it is where there are surrogates: UTF-8 cannot say a lone one.
  private static void write(DataOutputStream out, String text) throws IOException {
    if (text == null) {
      out.writeInt(ABSENT);
    } else if (text.chars().anyMatch(character -> Character.isSurrogate((char) character))) {
      out.writeInt(text.length());
      out.writeBoolean(false);
      out.writeChars(text);
    } else {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.writeBoolean(true);
      out.write(bytes);
    }
  }

  private static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length == ABSENT) {
      return null;
    }
    if (in.readBoolean()) {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    char[] characters = new char[length];
    for (int i = 0; i < length; i++) {
      characters[i] = in.readChar();
    }
    return new String(characters);
  }
}
