package io.vouchpost.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The key in the file that a component of a record has its value of, where it is named otherwise. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Key {
    /** It is a record whose keys stand in the same object of the file as those beside it. */
    String BESIDE = "";

    String value();
}
