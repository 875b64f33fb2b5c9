package io.vouchpost.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the few types that may print to the terminal: the build forbids it everywhere else. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SpeaksToPerson {}
