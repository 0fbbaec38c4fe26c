package dev.vireo.jobs.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The columns of a Parquet file, and where lists and maps hide in them. */
final class ParquetColumns {
  private ParquetColumns() {}

  /** All columns of a file, with their fields. */
  static SourceColumns of(MessageType schema) {
    SourceColumns columns = new SourceColumns();
    learn(schema, columns);
    return columns;
  }

  /** The columns of these names alone. */
  static MessageType only(MessageType schema, Set<String> names) {
    List<Type> fields = new ArrayList<>();
    for (Type field : schema.getFields()) {
      if (names.contains(field.getName())) {
        fields.add(field);
      }
    }
    return new MessageType(schema.getName(), fields);
  }

  private static void learn(GroupType group, SourceColumns columns) {
    for (Type field : group.getFields()) {
      SourceColumns column = columns.add(field.getName());
      learnType(
          field,
          field.isRepetition(Type.Repetition.REPEATED) ? column.add(SourceColumns.PLACE) : column);
    }
  }

  private static void learnType(Type type, SourceColumns column) {
    if (type.isPrimitive()) {
      return;
    }
    GroupType group = type.asGroupType();
    if (isList(group)) {
      learnType(element(group), column.add(SourceColumns.PLACE));
    } else if (isMap(group)) {
      learnType(group.getType(0).asGroupType().getType(1), column.add(SourceColumns.KEY));
    } else {
      learn(group, column);
    }
  }

  static boolean isList(GroupType group) {
    return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
        && group.getFieldCount() == 1
        && group.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  static boolean isMap(GroupType group) {
    boolean annotated =
        group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
            || group.getLogicalTypeAnnotation() instanceof MapKeyValueTypeAnnotation;
    return annotated
        && group.getFieldCount() == 1
        && !group.getType(0).isPrimitive()
        && group.getType(0).asGroupType().getFieldCount() == 2;
  }

  /** The type of a list's elements: what is repeated, or the one field in it. */
  static Type element(GroupType list) {
    Type repeated = list.getType(0);
    return isElement(list) ? repeated : repeated.asGroupType().getType(0);
  }

  /** Whether what a list repeats is the element itself, as writers of before had it. */
  static boolean isElement(GroupType list) {
    Type repeated = list.getType(0);
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() != 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(list.getName() + "_tuple");
  }
}
