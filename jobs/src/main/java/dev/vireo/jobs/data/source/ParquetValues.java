package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Rows of Parquet as {@link Values}. */
final class ParquetValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int JULIAN_DAY_OF_1970 = 2_440_588;
  private static final long DAY = 86_400;
  private static final long NANOS = 1_000_000_000L;

  private ParquetValues() {}

  /** A row, with a field for each of its columns. */
  static ObjectNode row(GroupType type, Group group) throws CharacterCodingException {
    ObjectNode row = NODES.objectNode();
    for (int i = 0; i < type.getFieldCount(); i++) {
      row.set(type.getFieldName(i), field(type.getType(i), group, i));
    }
    return row;
  }

  private static JsonNode field(Type type, Group group, int field) throws CharacterCodingException {
    int count = group.getFieldRepetitionCount(field);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      ArrayNode array = NODES.arrayNode();
      for (int i = 0; i < count; i++) {
        array.add(value(type, group, field, i));
      }
      return array;
    }
    return count == 0 ? NullNode.instance : value(type, group, field, 0);
  }

  private static JsonNode value(Type type, Group group, int field, int index)
      throws CharacterCodingException {
    if (type.isPrimitive()) {
      return primitive(type.asPrimitiveType(), group, field, index);
    }
    GroupType inner = type.asGroupType();
    Group value = group.getGroup(field, index);
    if (ParquetColumns.isList(inner)) {
      return list(inner, value);
    }
    return ParquetColumns.isMap(inner) ? map(inner, value) : object(inner, value);
  }

  /** Without the fields that are null: a column has the fields of all its rows. */
  private static JsonNode object(GroupType type, Group group) throws CharacterCodingException {
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i < type.getFieldCount(); i++) {
      JsonNode value = field(type.getType(i), group, i);
      if (!value.isNull()) {
        object.set(type.getFieldName(i), value);
      }
    }
    return object;
  }

  private static JsonNode list(GroupType type, Group group) throws CharacterCodingException {
    ArrayNode array = NODES.arrayNode();
    boolean direct = ParquetColumns.isElement(type);
    Type element = ParquetColumns.element(type);
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      array.add(direct ? value(element, group, 0, i) : field(element, group.getGroup(0, i), 0));
    }
    return array;
  }

  private static JsonNode map(GroupType type, Group group) throws CharacterCodingException {
    GroupType entry = type.getType(0).asGroupType();
    ObjectNode map = NODES.objectNode();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      Group pair = group.getGroup(0, i);
      String key = Values.text(field(entry.getType(0), pair, 0));
      map.set(String.valueOf(key), field(entry.getType(1), pair, 1));
    }
    return map;
  }

  private static JsonNode primitive(PrimitiveType type, Group group, int field, int index)
      throws CharacterCodingException {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> Values.bool(group.getBoolean(field, index));
      case FLOAT -> Values.number(Float.toString(group.getFloat(field, index)));
      case DOUBLE -> Values.number(Double.toString(group.getDouble(field, index)));
      case INT32 -> whole(group.getInteger(field, index), 32, meaning);
      case INT64 -> whole(group.getLong(field, index), 64, meaning);
      case INT96 -> int96(group.getInt96(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(group.getBinary(field, index), meaning);
    };
  }

  private static JsonNode whole(long value, int bits, LogicalTypeAnnotation meaning) {
    if (meaning instanceof DateLogicalTypeAnnotation) {
      return Values.date(value);
    }
    if (meaning instanceof TimestampLogicalTypeAnnotation timestamp) {
      return Values.timestamp(value, perSecond(timestamp.getUnit()));
    }
    if (meaning instanceof TimeLogicalTypeAnnotation time) {
      return Values.time(value, perSecond(time.getUnit()));
    }
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return Values.number(BigDecimal.valueOf(value, decimal.getScale()).toPlainString());
    }
    if (meaning instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
      return Values.number(
          bits == 32 ? Integer.toUnsignedString((int) value) : Long.toUnsignedString(value));
    }
    return Values.number(Long.toString(value));
  }

  private static JsonNode bytes(Binary value, LogicalTypeAnnotation meaning)
      throws CharacterCodingException {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      BigInteger digits = new BigInteger(value.getBytes());
      return Values.number(new BigDecimal(digits, decimal.getScale()).toPlainString());
    }
    if (meaning instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer bits = ByteBuffer.wrap(value.getBytes());
      return Values.text(new UUID(bits.getLong(), bits.getLong()).toString());
    }
    // By name, as an older Parquet does not know it.
    if (meaning != null && meaning.toString().equals("FLOAT16")) {
      short bits = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN).getShort();
      return Values.number(Float.toString(HalfFloat.toFloat(bits)));
    }
    return Values.utf8(value.getBytes());
  }

  /** How Spark and Impala wrote timestamps once: nanoseconds of the day, and the day. */
  private static JsonNode int96(Binary value) {
    ByteBuffer bits = ByteBuffer.wrap(value.getBytes()).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bits.getLong();
    long day = bits.getInt() - JULIAN_DAY_OF_1970;
    return Values.timestamp(
        day * DAY + Math.floorDiv(nanos, NANOS), (int) Math.floorMod(nanos, NANOS));
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> 1_000;
      case MICROS -> 1_000_000;
      case NANOS -> NANOS;
    };
  }
}
